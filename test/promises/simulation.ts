import type { DeliveryAnswer } from '../../shared/flows/idempotent-answer';
import { SyncError } from '../../shared/model/sync-error';
import { flowsOver, type FlowPorts, type Flows, type Mistake } from './flows-over';
import { toDelivery, type PlannedDelivery } from './planned-delivery';
import { Random } from './random';
import { Scheduler } from './scheduler';
import { SimulatedWorld, type StorePorts } from './simulated-world';
import type { Lease, SimulatedQueue } from './simulated-queue';
import { Worker } from './worker';

/** How much goes wrong while the deliveries are on their way. */
export interface Troubles {
  readonly faultRate: number;
  readonly crashRate: number;
  readonly duplicates: number;
  readonly losses: number;
  /** Probability that the administrator switches synchronisation off or on again. */
  readonly switching: number;
}

export interface SimulationPlan {
  readonly seed: number;
  readonly deliveries: readonly PlannedDelivery[];
  readonly troubles: Troubles;
  readonly mistake?: Mistake;
}

/** A request of a sender; one with a key is sent again until it is answered. */
export interface Request {
  readonly plan: PlannedDelivery;
  state: 'new' | 'sent' | 'unknown' | 'answered' | 'refused';
  answer?: DeliveryAnswer;
  refusal?: string;
}

const MINUTE = 60_000;
const LEAPS = [100, 1_000, 20_000, MINUTE, 2 * MINUTE, 6 * MINUTE, 11 * MINUTE, 31 * MINUTE];
const WORKERS_AT_ONCE = 4;
const TROUBLED_TURNS = 600;
/** Simulated time within which everything must have ended once the troubles are over: two tries a day apart. */
const PATIENCE_MS = 50 * 60 * MINUTE;

/** The real flows in a world of chances; everything that happens follows from the plan. */
export class Simulation {
  readonly world: SimulatedWorld;
  readonly requests: Request[];
  readonly scheduler: Scheduler;
  readonly #random: Random;
  readonly #plan: SimulationPlan;
  readonly #store: StorePorts;

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.#random = new Random(plan.seed);
    this.world = new SimulatedWorld(this.#random);
    this.scheduler = new Scheduler(this.#random, () => this.world.now);
    this.requests = plan.deliveries.map((delivery) => ({ plan: delivery, state: 'new' }));
    const { ports } = this.world;
    this.#store = { ...ports, ...plan.mistake?.store?.(ports, this.world) };
  }

  /** Troubled times first, then calm ones, until everything has ended. */
  async run(): Promise<void> {
    const { troubles } = this.#plan;
    this.scheduler.faultRate = troubles.faultRate;
    for (const queue of this.world.queues) queue.troubles = troubles;
    for (let turn = 0; turn < TROUBLED_TURNS && !this.#isQuiet(); turn++) await this.#act();
    await this.comeToRest();
  }

  /** From now on nothing goes wrong any more. Fails when something does not end. */
  async comeToRest(): Promise<void> {
    for (const queue of this.world.queues) queue.troubles = { duplicates: 0, losses: 0 };
    this.world.switch(true);
    await this.scheduler.calmDown();
    const end = this.world.now + PATIENCE_MS;
    for (;;) {
      await this.#calmTurn();
      if (await this.#isAtRest()) return;
      if (this.world.now > end) throw new Error('Something never ends.');
    }
  }

  /** Sends one more delivery, in calm times, and waits until it has ended. */
  async deliver(plan: PlannedDelivery): Promise<Request> {
    const request: Request = { plan, state: 'new' };
    this.requests.push(request);
    await this.comeToRest();
    return request;
  }

  async #act(): Promise<void> {
    const { troubles } = this.#plan;
    const running = this.scheduler.running;
    if (running.length > 0 && this.#random.chance(troubles.crashRate)) {
      this.scheduler.crash(this.#random.pick(running));
    }
    if (this.#random.chance(troubles.switching)) this.world.switch(this.#random.chance(0.5));
    this.#forgetLost();
    await this.#actAtRandom();
    await this.scheduler.settle();
  }

  async #actAtRandom(): Promise<void> {
    const roll = this.#random.below(100);
    const isBusy = this.scheduler.running.length >= WORKERS_AT_ONCE;
    if (roll < 70 && this.scheduler.hasTurns) this.scheduler.step();
    else if (roll < 83 && !isBusy) this.#startSomeMessage();
    else if (roll < 90) this.#startSomeRequest();
    else if (roll < 97) await this.#leap(this.world.now + this.#random.pick(LEAPS));
    else if (roll < 98) this.world.now -= this.#random.below(3_000);
    else this.#startSweep();
  }

  async #calmTurn(): Promise<void> {
    this.#forgetLost();
    for (const index of this.requests.keys()) {
      if (this.requests[index]?.state === 'new') this.#startRequest(index);
      await this.scheduler.settle();
    }
    for (const queue of this.world.queues) {
      while (this.#startMessage(queue)) await this.scheduler.settle();
    }
    this.#startSweep();
    await this.scheduler.settle();
    const next = this.world.queues.flatMap(({ nextVisibleAt = Infinity }) => nextVisibleAt);
    const until = Math.min(...next, this.world.now + 10 * MINUTE);
    await this.#leap(Math.max(until, this.world.now + MINUTE));
  }

  #startSomeMessage(): void {
    const { queues, now } = this.world;
    const ready = queues.filter(({ nextVisibleAt = Infinity }) => nextVisibleAt <= now);
    if (ready.length > 0) this.#startMessage(this.#random.pick(ready));
  }

  /** Starts to deliver a message of a queue; false when none is visible. */
  #startMessage(queue: SimulatedQueue): boolean {
    const lease = queue.take(this.world.now);
    if (lease === undefined) return (queue.nextVisibleAt ?? Infinity) <= this.world.now;
    void this.#spawn('message', async (flows) => {
      await this.#handle(queue, lease, flows).then(
        () => queue.complete(lease),
        () => queue.fail(lease, this.world.now),
      );
    });
    return true;
  }

  async #handle(queue: SimulatedQueue, lease: Lease, flows: Flows): Promise<void> {
    const { message, delivery } = lease;
    const { changes, pushes, buriedChanges } = this.world.ports;
    if ('retry' in message) await flows.retryPushes();
    else if (queue === changes) await flows.applyPart(message);
    else if (queue === pushes) await flows.pushPart(message);
    else if (queue === buriedChanges) await flows.buryPart(message, delivery);
    else await flows.buryPush(message, delivery);
  }

  #startRequest(index: number): void {
    const request = this.requests[index];
    if (request === undefined) return;
    request.state = 'sent';
    const ledger = this.world.ledgerOf(index, this.#store.ledger);
    const work = async (flows: Flows): Promise<void> => {
      await flows
        .acceptDelivery(toDelivery(request.plan))
        .then((answer) => Object.assign(request, { state: 'answered', answer }))
        .catch((error: unknown) => noteRefusal(request, error));
    };
    void this.#spawn(`request ${index}`, work, { ledger });
  }

  #startSomeRequest(): void {
    const open = [...this.requests.entries()].filter(
      ([, { state, plan }]) =>
        state === 'new' ||
        // Impatient senders ask again while they are being answered.
        (state === 'sent' && plan.key !== undefined && this.#random.chance(0.2)),
    );
    if (open.length > 0) this.#startRequest(this.#random.pick(open)[0]);
  }

  /** Requests whose worker has crashed get no answer; who has a key asks again. */
  #forgetLost(): void {
    const running = new Set(this.scheduler.running.map(({ name }) => name));
    for (const [index, request] of this.requests.entries()) {
      const isLost = request.state === 'sent' && !running.has(`request ${index}`);
      if (isLost) request.state = request.plan.key === undefined ? 'unknown' : 'new';
    }
  }

  #startSweep(): void {
    // A sweep that fails is followed by the next one.
    void this.#spawn('sweep', ({ sweep }) => sweep().catch(() => undefined));
  }

  async #spawn(
    name: string,
    work: (flows: Flows) => Promise<void>,
    own: Partial<FlowPorts> = {},
  ): Promise<void> {
    const worker = new Worker(name, this.world.now);
    const flows = flowsOver({
      world: this.world,
      store: { ...this.#store, ...own },
      scheduler: this.scheduler,
      worker,
      random: this.#random,
      mistake: this.#plan.mistake,
    });
    await this.scheduler.run(worker, () => work(flows));
  }

  async #leap(to: number): Promise<void> {
    await this.scheduler.leap(to);
    this.world.now = to;
  }

  #isQuiet(): boolean {
    return (
      this.requests.every(({ state }) => state !== 'new' && state !== 'sent') &&
      this.scheduler.running.length === 0 &&
      this.world.queues.every(({ nextVisibleAt }) => nextVisibleAt === undefined)
    );
  }

  async #isAtRest(): Promise<boolean> {
    const open = await this.world.ports.ledger.readOpen({ withPeople: false });
    const retries = await this.world.tenantPorts.retries.due(Infinity, 1);
    return open.length === 0 && retries.length === 0 && this.#isQuiet();
  }
}

function noteRefusal(request: Request, error: unknown): void {
  if (request.state !== 'sent') return;
  const isUnsure = !(error instanceof SyncError) || error.code === 'StorageUnavailable';
  if (!isUnsure) Object.assign(request, { state: 'refused', refusal: error.code });
  else request.state = request.plan.key === undefined ? 'unknown' : 'new';
}
