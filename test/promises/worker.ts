/** One delivery of a message, one request or one tick of a timer, at work until it has ended or crashed. */
export class Worker {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Calls to storage or tenant so far. */
  calls = 0;
  /** The worker crashes at this call: the call has its effect, the answer is lost. 0: before its first call. */
  crashAt = Infinity;
  /** The answer of this call is withheld until the worker is let go. */
  stallAt = Infinity;
  /** Lets a stalled worker go on; absent while it is not stalled. */
  letGo: (() => void) | undefined;
  state: 'running' | 'ended' | 'crashed' = 'running';
  /** From this call on its calls wait while others go on: a worker that is overtaken. */
  slowFrom = Infinity;
  /** Calls that wait for their turn. */
  waiting = 0;

  constructor(name: string, startedAt: number) {
    this.name = name;
    this.startedAt = startedAt;
  }

  get isSlow(): boolean {
    return this.calls >= this.slowFrom;
  }
}
