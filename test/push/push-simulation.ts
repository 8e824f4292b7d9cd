import { SyncError } from '../../shared/model/sync-error';
import type { UserProfile } from '../../shared/model/user-profile';
import { pushPeople } from '../../shared/push/push-people';
import type { PushPorts } from '../../shared/push/push-round';
import { ChaosTenant, Crash, Instance, randomFrom, type Trouble } from './push-chaos';
import { PushWorld } from './push-world';
import { profileOf } from './routing-with';

export interface Plan {
  readonly seed: number;
  readonly people: number;
  /** Changes of the store, each followed by a push. */
  readonly changes: number;
  readonly instances: number;
  readonly trouble: Trouble;
  /** Breaks the product on purpose. */
  readonly mistake?: (ports: PushPorts) => PushPorts;
}

interface Job {
  readonly submissionId: string;
  readonly userIds: readonly string[];
  readonly since: number;
}

const FIELDS = ['jobTitle', 'phone', 'mobile', 'audienceDepartment'] as const;

/** Where each field goes, as the tests know it. */
const DESTINATIONS = {
  jobTitle: ['entra', 'jobTitle'],
  phone: ['entra', 'businessPhones'],
  mobile: ['sharePoint', 'CellPhone'],
  audienceDepartment: ['sharePoint', 'AudienceDepartment'],
} as const;

const CALL_GUARD_MS = 24_000;
/** The lanes of the dead are free after a few waits. */
const WAIT_MS = 20_000;
const MAX_TURNS = 5_000;

/**
 * Several instances push while the store changes; calls take their time, instances die between any two of them, the
 * tenant throttles and cuts answers, messages come twice. In the end trouble stops and what is left is worked off.
 */
export class Simulation {
  readonly world = new PushWorld();
  readonly #plan: Plan;
  readonly #random: () => number;
  readonly #trouble: Trouble;
  readonly #tenant: ChaosTenant;
  readonly #jobs: Job[] = [];
  readonly #instances = new Set<Instance>();
  #version = 0;
  #changesLeft: number;
  #turns = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#random = randomFrom(plan.seed);
    this.#trouble = { ...plan.trouble };
    this.#changesLeft = plan.changes;
    this.#tenant = new ChaosTenant(this.world.tenant, {
      random: this.#random,
      trouble: this.#trouble,
      now: () => this.world.now,
    });
  }

  /** What went wrong; empty when all promises were kept. */
  async run(): Promise<readonly string[]> {
    await Promise.all(Array.from({ length: this.#plan.instances }, () => this.#work()));
    Object.assign(this.#trouble, { crash: 0, throttle: 0, cut: 0 });
    await this.#work();
    const violations = [...this.#tenant.violations, ...this.#differences()];
    if (this.#turns >= MAX_TURNS) violations.push('the work did not end');
    return [...violations, ...(await this.#costOfNothing())];
  }

  async #work(): Promise<void> {
    while (this.#turns < MAX_TURNS && (this.#changesLeft > 0 || this.#jobs.length > 0)) {
      this.#turns += 1;
      if (this.#turns > MAX_TURNS / 4)
        Object.assign(this.#trouble, { crash: 0, throttle: 0, cut: 0 });
      if (this.#changesLeft > 0 && this.#random() < 0.5) this.#change();
      else await this.#doOne();
      await Promise.resolve();
    }
  }

  /** Changes one to three people as one submission would, and hands them to the push, sometimes twice. */
  #change(): void {
    this.#changesLeft -= 1;
    const userIds = Array.from(
      { length: 1 + this.#below(3) },
      () => `p${this.#below(this.#plan.people)}`,
    );
    for (const userId of new Set(userIds)) this.#changeOne(userId);
    const job: Job = {
      submissionId: `s${this.#changesLeft}`,
      userIds: [...new Set(userIds)],
      since: this.world.now,
    };
    this.#jobs.push(job);
    if (this.#random() < 0.2) this.#jobs.push(job);
  }

  #changeOne(userId: string): void {
    const [known] = [...this.world.stored.values()].filter((one) => one.userId === userId);
    const fields = new Map(Object.entries({ upn: `${userId}@contoso.com`, ...known?.fields }));
    // Never back to an account that was left: what stands there from then is not looked after any more.
    if (this.#random() < 0.05) fields.set('upn', `${userId}-${this.#version}@contoso.com`);
    for (const field of FIELDS.filter(() => this.#random() < 0.5)) {
      this.#version += 1;
      if (this.#random() < 0.3) fields.delete(field);
      else fields.set(field, `v${this.#version}`);
    }
    const lifecycle = this.#random() < 0.1 ? 'deleted' : 'active';
    this.world.put(profileOf(userId, { fields: Object.fromEntries(fields), lifecycle }));
  }

  async #doOne(): Promise<void> {
    const [job] = this.#jobs.splice(this.#below(this.#jobs.length), 1);
    if (job === undefined) return;
    const instance = new Instance(this.#random, this.#trouble);
    this.#instances.add(instance);
    try {
      const { mistake = (ports: PushPorts) => ports } = this.#plan;
      const { results, waitUntil, failure } = await pushPeople(
        {
          people: job.userIds.map((userId, index) => ({
            ...{ userId, submissionId: job.submissionId, index },
            ...{ attempt: 1, since: job.since },
          })),
          deadline: this.world.now + 120_000,
          routing: this.world.routing,
          mayAwaitImport: true,
        },
        instance.wrap(mistake(this.world.ports), this.#tenant),
      );
      if (failure !== undefined) throw failure;
      if (results.length < job.userIds.length) this.#wait(job, waitUntil);
    } catch (error) {
      if (!(error instanceof Crash) && !(error instanceof SyncError)) throw error;
      this.#jobs.push(job);
    } finally {
      this.#instances.delete(instance);
    }
  }

  /** Time goes on, but never so far that a call in progress would outlast the lane that was made sure of for it. */
  #wait(job: Job, until = 0): void {
    this.#jobs.push(job);
    const guards = [...this.#instances].flatMap(({ ensuredAt }) => [...ensuredAt.values()]);
    const limit = Math.min(...guards.map((ensuredAt) => ensuredAt + CALL_GUARD_MS));
    const later = Math.max(until, this.world.now + WAIT_MS);
    this.world.now = Math.max(this.world.now, Math.min(later, limit));
  }

  #differences(): string[] {
    const active = [...this.world.stored.values()].filter(
      ({ lifecycle }) => lifecycle === 'active',
    );
    return active.flatMap((profile) => FIELDS.flatMap((field) => this.#difference(profile, field)));
  }

  #difference({ fields }: UserProfile, field: (typeof FIELDS)[number]): string[] {
    const [target, name] = DESTINATIONS[field];
    const account = fields.upn ?? '';
    const stands = target === 'entra' ? this.world.entra(account) : this.world.sharePoint(account);
    const value: unknown = stands[name];
    const text: unknown = Array.isArray(value) ? value[0] : value;
    const standing = typeof text === 'string' ? text : '';
    const wanted = fields[field] ?? '';
    return standing === wanted
      ? []
      : [`${account} has "${standing}" as ${name} instead of "${wanted}"`];
  }

  /** Promise 3: once all has arrived, pushing everybody again costs nothing. */
  async #costOfNothing(): Promise<string[]> {
    const before = this.world.tenant.calls.length + this.world.store.writes;
    await this.world.push(...[...this.world.stored.values()].map(({ userId }) => userId));
    const cost = this.world.tenant.calls.length + this.world.store.writes - before;
    return cost === 0 ? [] : [`pushing unchanged people cost ${cost} calls and writes`];
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
