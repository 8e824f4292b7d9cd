/** How the published key set is answered. */
export type KeyAnswer = 'ok' | 'fail' | 'slow' | 'html' | 'empty';

/** What `/_control` can turn; `GET /_control` shows all of it. */
export interface Knobs {
  /** People of the verified domains come into being at first sight. */
  autoCreate: boolean;
  keyAnswer: KeyAnswer;
  /** How long `slow` answers wait, in milliseconds of real time. */
  slowMs: number;
  /** Application roles of the app's identity. */
  roles: { graph: readonly string[]; sharePoint: readonly string[] };
  /** From Entra to the profile: delay, and whether clearing waits for the next other change. */
  propagation: { delayMs: number; holdNulls: boolean };
  /** For how long a read through Graph still shows what stood there before the last write. */
  graphReadLagMs: number;
  imports: ImportKnobs;
  /**
   * What becomes of writes by the people manager to properties that Entra is the master of: refused,
   * or taken and overwritten with the next change in Entra. Reports of both exist.
   */
  masteredWrites: 'refuse' | 'overwrite';
}

/** How bulk imports go. */
export interface ImportKnobs {
  /** From the start of a job to its end, in seconds on the tenant's clock. */
  seconds: number;
  /** Whether a job waits until those before it have ended. */
  oneAtATime: boolean;
  /** Jobs stay in their state "Processing". */
  stuck: boolean;
  /** So many jobs were queued that nothing can be asked any more. */
  listViewThreshold: boolean;
  /** So many of the next jobs are queued with an answer that names no job. */
  emptyJobId: number;
  /** The next `count` jobs end with this error and import nothing. */
  fail: { error: number; count: number } | null;
}

export function defaultKnobs(): Knobs {
  return {
    autoCreate: true,
    keyAnswer: 'ok',
    slowMs: 15_000,
    roles: {
      graph: ['User.Read.All', 'User.ReadWrite.All', 'Sites.ReadWrite.All'],
      sharePoint: ['Sites.FullControl.All', 'User.ReadWrite.All', 'TermStore.ReadWrite.All'],
    },
    propagation: { delayMs: 0, holdNulls: true },
    graphReadLagMs: 0,
    imports: {
      seconds: 3,
      oneAtATime: true,
      stuck: false,
      listViewThreshold: false,
      emptyJobId: 0,
      fail: null,
    },
    masteredWrites: 'refuse',
  };
}
