import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import type { Host, Lane, Lanes } from '../../shared/push/lanes';
import type { PushPorts } from '../../shared/push/push-round';
import type { MemoryTenant, TenantCall } from '../fakes/memory-tenant';

/** The process has died at this instruction: nothing that it would do after it happens. */
export class Crash extends Error {}

/** Numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What can go wrong, by probability of one call. */
export interface Trouble {
  crash: number;
  throttle: number;
  cut: number;
}

type Method = (...values: never[]) => Promise<unknown>;

/** One instance of the app: all its ports go through it, and none of them does anything after its death. */
export class Instance {
  readonly #random: () => number;
  readonly #trouble: Trouble;
  isDead = false;
  /** When it made sure of the lane of a host for the oldest call that it is about to make or still waits for. */
  readonly ensuredAt = new Map<Host, number>();
  readonly #calls = new Map<Host, number>();

  constructor(random: () => number, trouble: Trouble) {
    this.#random = random;
    this.#trouble = trouble;
  }

  /** Ports that take their time, and during whose calls this instance may die, before or after their effect. */
  wrap(ports: PushPorts, tenant: ChaosTenant): PushPorts {
    return {
      ...ports,
      store: this.#wrapAll(ports.store),
      claims: this.#wrapAll(ports.claims),
      retries: this.#wrapAll(ports.retries),
      readProfiles: this.#wrapOne(ports.readProfiles),
      lanes: this.#wrapLanes(ports.lanes, { tenant, now: ports.now }),
      directory: this.#wrapAll(this.#counted(ports.directory, 'graph')),
      profiles: this.#wrapAll(this.#counted(ports.profiles, 'sharePoint')),
    };
  }

  #wrapLanes(lanes: Lanes, about: { tenant: ChaosTenant; now: () => number }): Lanes {
    return {
      acquire: this.#wrapOne(async (host) => {
        const answer = await lanes.acquire(host);
        if (answer.kind !== 'mine') return answer;
        return { kind: 'mine', lane: this.#wrapLane(answer.lane, { ...about, host }) };
      }),
    };
  }

  #wrapLane(
    lane: Lane,
    { tenant, now, host }: { tenant: ChaosTenant; now: () => number; host: Host },
  ): Lane {
    return {
      ensure: this.#wrapOne(async (milliseconds) => {
        const isMine = await lane.ensure(milliseconds);
        if (!isMine) this.ensuredAt.delete(host);
        else if (!this.#isCalling(host)) this.ensuredAt.set(host, now());
        return isMine;
      }),
      holdUntil: this.#wrapOne(async (time) => {
        const isMine = await lane.ensure(0);
        await lane.holdUntil(time);
        if (isMine) tenant.closedUntil.set(host, time);
      }),
      reserve: this.#wrapOne((calls, allowance) => lane.reserve(calls, allowance)),
      release: this.#wrapOne((unused) => lane.release(unused)),
    };
  }

  #isCalling(host: Host): boolean {
    return (this.#calls.get(host) ?? 0) > 0;
  }

  /** A call that fails keeps its guard: nobody knows whether the tenant is still at it. */
  #counted<Port extends object>(port: Port, host: Host): Port {
    return mapMethods(port, (method) => async (...values) => {
      this.#calls.set(host, (this.#calls.get(host) ?? 0) + 1);
      const result = await method(...values);
      this.#calls.set(host, (this.#calls.get(host) ?? 0) - 1);
      if (!this.#isCalling(host)) this.ensuredAt.delete(host);
      return result;
    });
  }

  #wrapAll<Port extends object>(port: Port): Port {
    return mapMethods(port, (method) => this.#wrapOne(method));
  }

  #wrapOne<Values extends unknown[], Result>(
    method: (...values: Values) => Promise<Result>,
  ): (...values: Values) => Promise<Result> {
    return async (...values) => {
      await this.#pause();
      this.#mayDie();
      try {
        const result = await method(...values);
        await this.#pause();
        this.#mayDie();
        return result;
      } finally {
        if (this.isDead) this.ensuredAt.clear();
      }
    };
  }

  /** Mostly short; now and then so long that another instance does a whole round meanwhile. */
  async #pause(): Promise<void> {
    const longest = this.#random() < 0.03 ? 400 : 6;
    const ticks = Math.floor(this.#random() * longest);
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  }

  #mayDie(): void {
    if (this.isDead || this.#random() < this.#trouble.crash) {
      this.isDead = true;
      throw new Crash();
    }
  }
}

function hostOf({ target }: TenantCall): Host {
  return target === 'graph' ? 'graph' : 'sharePoint';
}

function mapMethods<Port extends object>(port: Port, change: (method: Method) => Method): Port {
  const methods = Object.entries(port).map(([name, value]: [string, unknown]) =>
    typeof value === 'function' ? [name, change(value as Method)] : [name, value],
  );
  return Object.fromEntries(methods) as Port;
}

/** Makes the tenant throttle and cut answers, and notes what must never happen to it. */
export class ChaosTenant {
  readonly closedUntil = new Map<Host, number>();
  readonly violations: string[] = [];
  /** By account and property, the highest version that has arrived. */
  readonly #versions = new Map<string, number>();

  constructor(
    tenant: MemoryTenant,
    around: { random: () => number; trouble: Trouble; now: () => number },
  ) {
    const { random, trouble, now } = around;
    tenant.onCall = (call, done) => {
      if (now() < (this.closedUntil.get(hostOf(call)) ?? 0)) {
        this.violations.push(`${call.target} was called in its pause`);
      }
      if (random() < trouble.throttle) {
        throw new RetryLaterError('Throttled', 'Later.', { retryAt: now() + 5_000 });
      }
      if (random() < trouble.cut) throw new SyncError('TenantUnavailable', 'Cut before.');
      this.#noteVersions(call);
      if (random() < trouble.cut) {
        done();
        throw new SyncError('TenantUnavailable', 'Cut after.');
      }
      return undefined;
    };
  }

  /** Values are `v` and a number that grows with each change of the store. */
  #noteVersions({ target, who, values }: TenantCall): void {
    for (const [name, value] of Object.entries(values)) {
      const version = Number(/v(\d+)/.exec(JSON.stringify(value))?.[1] ?? 0);
      const key = `${target} ${who} ${name}`;
      const highest = this.#versions.get(key) ?? 0;
      if (version > 0 && version < highest) {
        this.violations.push(`${key} went back from v${highest} to v${version}`);
      }
      this.#versions.set(key, Math.max(highest, version));
    }
  }
}
