import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import type { Lane, Lanes } from '../../shared/push/lanes';
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
  /** By target, when it made sure of the lane for the call that it is about to make or has just seen fail. */
  readonly ensuredAt = new Map<TenantCall['target'], number>();

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
      directory: this.#wrapAll(ports.directory, () => this.ensuredAt.delete('graph')),
      profiles: this.#wrapAll(ports.profiles, () => this.ensuredAt.delete('peopleManager')),
    };
  }

  #wrapLanes(lanes: Lanes, about: { tenant: ChaosTenant; now: () => number }): Lanes {
    return {
      acquire: this.#wrapOne(async (target) => {
        const answer = await lanes.acquire(target);
        if (answer.kind !== 'mine') return answer;
        return { kind: 'mine', lane: this.#wrapLane(answer.lane, { ...about, target }) };
      }),
    };
  }

  #wrapLane(
    lane: Lane,
    {
      tenant,
      now,
      target,
    }: { tenant: ChaosTenant; now: () => number; target: TenantCall['target'] },
  ): Lane {
    return {
      ensure: this.#wrapOne(async (milliseconds) => {
        const isMine = await lane.ensure(milliseconds);
        if (isMine) this.ensuredAt.set(target, now());
        else this.ensuredAt.delete(target);
        return isMine;
      }),
      holdUntil: this.#wrapOne(async (time) => {
        const isMine = await lane.ensure(0);
        await lane.holdUntil(time);
        if (isMine) tenant.closedUntil.set(target, time);
      }),
      release: this.#wrapOne(() => lane.release()),
    };
  }

  #wrapAll<Port extends object>(port: Port, afterAnswer: () => void = () => undefined): Port {
    const methods = Object.entries(port).map(([name, value]: [string, unknown]) =>
      typeof value === 'function'
        ? [name, this.#wrapOne(value as Method, afterAnswer)]
        : [name, value],
    );
    return Object.fromEntries(methods) as Port;
  }

  #wrapOne<Values extends unknown[], Result>(
    method: (...values: Values) => Promise<Result>,
    afterAnswer: () => void = () => undefined,
  ): (...values: Values) => Promise<Result> {
    return async (...values) => {
      await this.#pause();
      this.#mayDie();
      try {
        const result = await method(...values);
        afterAnswer();
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

/** Makes the tenant throttle and cut answers, and notes what must never happen to it. */
export class ChaosTenant {
  readonly closedUntil = new Map<TenantCall['target'], number>();
  readonly violations: string[] = [];
  /** By account and property, the highest version that has arrived. */
  readonly #versions = new Map<string, number>();

  constructor(
    tenant: MemoryTenant,
    around: { random: () => number; trouble: Trouble; now: () => number },
  ) {
    const { random, trouble, now } = around;
    tenant.onCall = (call, done) => {
      if (now() < (this.closedUntil.get(call.target) ?? 0)) {
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
