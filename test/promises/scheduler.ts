import type { Random } from './random';
import type { Worker } from './worker';

/** A call that waits for its turn: to have its effect, or to hand back its answer. */
interface Turn {
  readonly worker: Worker;
  readonly isSent: boolean;
  /** Before the clock is at this time, the call has gone on. */
  readonly before: number;
  readonly go: () => void;
}

/** How a call goes wrong, and how long it can be on its way. */
export interface CallKind {
  readonly fault: () => Error;
  /** Milliseconds that a request can be on its way. */
  readonly maxMs: number;
  /** The answer is not delayed for longer either. */
  readonly isPrompt: boolean;
  /** Whether others may go first. A call that does not wait still fails and crashes. */
  readonly waits: boolean;
}

type Chance = 'waitsBefore' | 'waitsAfter' | 'isLost' | 'fails';

/** A delivery is ended by the host when it has taken this long. */
const MAX_WORK_MS = 5 * 60_000;

/**
 * Decides, from a seed, in which order the calls of all workers take effect and return. Between two calls of one
 * worker anything may happen: calls of others, a crash, a leap of the clock.
 */
export class Scheduler {
  /** Off: every call takes effect and returns at once. */
  isChaotic = true;
  /** Probability that a call fails, before or after its effect. */
  faultRate = 0;
  readonly #random: Random;
  readonly #now: () => number;
  #turns: Turn[] = [];
  #workers = new Set<Worker>();

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  get running(): readonly Worker[] {
    return [...this.#workers];
  }

  get hasTurns(): boolean {
    return this.#turns.length > 0;
  }

  /** Runs work as a worker; the promise never ends when the worker crashes. */
  async run(worker: Worker, work: () => Promise<void>): Promise<void> {
    this.#workers.add(worker);
    if (worker.crashAt === 0) {
      this.crash(worker);
      return;
    }
    await work();
    if (this.#isCrashed(worker)) return;
    worker.state = 'ended';
    this.#workers.delete(worker);
  }

  /** A call of a worker to storage or tenant. */
  async call<Answer>(
    { worker, kind }: { worker: Worker; kind: CallKind },
    perform: () => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#isCrashed(worker)) return never();
    const number = (worker.calls += 1);
    const chances = this.#chances(kind);
    if (chances.waitsBefore) await this.#turn(worker, { kind, isSent: false });
    const answer = chances.isLost ? undefined : await settled(perform());
    await this.#meetFate(worker, number);
    if (this.#isCrashed(worker)) return never();
    if (chances.waitsAfter) await this.#turn(worker, { kind, isSent: true });
    if (answer === undefined || chances.fails) throw kind.fault();
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  /** What happens to a call: `isLost`: it fails before its effect, `fails`: its answer is lost. */
  #chances({ waits: mayWait }: CallKind): Record<Chance, boolean> {
    if (!this.isChaotic) {
      return { waitsBefore: false, waitsAfter: false, isLost: false, fails: false };
    }
    const fault = this.#random.chance(this.faultRate);
    const isLost = fault && this.#random.chance(0.5);
    const waits = mayWait ? this.#random.below(3) : 3;
    return { waitsBefore: waits < 2, waitsAfter: waits > 0 && waits < 3, isLost, fails: fault };
  }

  /** Lets one waiting call go on, if there is one; slow workers are mostly passed over. */
  step(): void {
    if (this.#turns.length === 0) return;
    const quick = this.#turns.filter(({ worker }) => !worker.isSlow);
    const waitsForSlow = quick.length === 0 || this.#random.chance(0.01);
    const turn = this.#random.pick(waitsForSlow ? this.#turns : quick);
    this.#turns.splice(this.#turns.indexOf(turn), 1);
    this.#release(turn);
  }

  /** Ends a worker for good. Requests of it that are on their way may still arrive. */
  crash(worker: Worker): void {
    worker.state = 'crashed';
    this.#workers.delete(worker);
    this.#turns = this.#turns.filter(
      (turn) => turn.worker !== worker || (!turn.isSent && this.#random.chance(0.5)),
    );
  }

  /** Before the clock leaps: requests that would be too long on their way arrive, workers out of time are ended. */
  async leap(to: number): Promise<void> {
    for (;;) {
      const late = this.#turns.find(({ before }) => before < to);
      if (late === undefined) break;
      this.#turns.splice(this.#turns.indexOf(late), 1);
      this.#release(late);
      await this.settle();
    }
    for (const worker of this.running) {
      if (worker.startedAt + MAX_WORK_MS < to) this.crash(worker);
    }
  }

  /** Lets everything that waits go on until nothing waits any more, without further chances. */
  async calmDown(): Promise<void> {
    this.isChaotic = false;
    while (this.#turns.length > 0) {
      this.#release(this.#turns.shift()!);
      await this.settle();
    }
    await this.settle();
  }

  /** Waits until every running worker waits for its turn or has ended. */
  async settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while ([...this.#workers].some(({ waiting }) => waiting === 0));
  }

  #isCrashed({ state }: Worker): boolean {
    return state === 'crashed';
  }

  async #meetFate(worker: Worker, call: number): Promise<void> {
    if (call === worker.crashAt) this.crash(worker);
    if (call !== worker.stallAt) return;
    worker.waiting += 1;
    await new Promise<void>((resolve) => (worker.letGo = resolve));
    worker.waiting -= 1;
  }

  #turn(worker: Worker, { kind, isSent }: { kind: CallKind; isSent: boolean }): Promise<void> {
    worker.waiting += 1;
    const before = isSent && !kind.isPrompt ? Infinity : this.#now() + kind.maxMs;
    return new Promise((resolve) => {
      this.#turns.push({ worker, isSent, before, go: resolve });
    });
  }

  #release({ worker, go }: Turn): void {
    worker.waiting -= 1;
    go();
  }
}

function never<Answer>(): Promise<Answer> {
  return new Promise(() => undefined);
}

async function settled<Answer>(promise: Promise<Answer>): Promise<PromiseSettledResult<Answer>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
