import type { Call } from './exchange';
import { targets, type Target } from './throttle';

/** What is counted: the targets, and the login hosts. */
export type LoggedTarget = Target | 'login';

export interface LoggedRequest {
  at: string;
  method: string;
  host: string;
  path: string;
  /** Undefined when the connection was cut instead. */
  status: number | undefined;
  target: LoggedTarget;
  /** What the call was, for example `patchUser` or `SetSingleValueProfileProperty`. */
  kind: string;
  retryAfter?: string;
  /** The item of a batch, not a request of its own. */
  inBatch?: true;
}

interface Counts {
  total: number;
  methods: Record<string, number>;
  kinds: Record<string, number>;
  statuses: Record<string, number>;
  /** Requests without `ISV|…|…/…` or `NONISV|…|…/…` in their User-Agent. */
  undecorated: number;
}

const logLimit = 5000;

const decorated = /\b(NON)?ISV\|[^|]+\|[^|/]+\/\d/;

/** What the tenant was asked: counts without end, and the last requests one by one. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #counts = emptyCounts();

  reset(): void {
    this.#entries = [];
    this.#counts = emptyCounts();
  }

  entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  counts(): Record<LoggedTarget, Counts> {
    return this.#counts;
  }

  /** Counts a request that has come in, before it is answered. */
  arrive(target: LoggedTarget, call: Pick<Call, 'method' | 'headers'>): void {
    const counts = this.#counts[target];
    counts.total += 1;
    increase(counts.methods, call.method);
    if (!decorated.test(call.headers['user-agent'] ?? '')) counts.undecorated += 1;
  }

  /** Notes what became of a request, or of one item of a batch. */
  end(entry: LoggedRequest): void {
    if (this.#entries.length >= logLimit * 2) this.#entries = this.#entries.slice(-logLimit);
    this.#entries.push(entry);
    const counts = this.#counts[entry.target];
    increase(counts.kinds, entry.kind);
    increase(counts.statuses, String(entry.status ?? 'cut'));
  }
}

function emptyCounts(): Record<LoggedTarget, Counts> {
  const empty = (): Counts => ({ total: 0, methods: {}, kinds: {}, statuses: {}, undecorated: 0 });
  const names: LoggedTarget[] = [...targets, 'login'];
  return Object.fromEntries(names.map((name) => [name, empty()])) as Record<LoggedTarget, Counts>;
}

function increase(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
