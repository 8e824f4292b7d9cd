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
  };
}
