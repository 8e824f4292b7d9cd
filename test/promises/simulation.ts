import type { WorkMessage } from '../../shared/model/work-queue';
import { CALM } from './calm';
import { flowsOver, type FlowPorts, type Flows } from './flows-over';
import { toDelivery, type PlannedDelivery } from './planned-delivery';
import { Random } from './random';
import { noteRefusal, type Request } from './request';
import { Scheduler } from './scheduler';
import { SimulatedWorld, type StorePorts } from './simulated-world';
import type { Lease, SimulatedQueue } from './simulated-queue';
import type { Fate, SimulationPlan, VictimName } from './simulation-plan';
import { Worker } from './worker';

const MINUTE = 60_000;
const SHORT_LEAPS = [100, 1_000, 20_000, MINUTE, 2 * MINUTE];
const LONG_LEAPS = [6 * MINUTE, 11 * MINUTE, 31 * MINUTE];
/** A dead message of an import comes again after this long. */
const AGAIN_MS = 5 * MINUTE;
const WORKERS_AT_ONCE = 5;
const TROUBLED_TURNS = 600;
/** Imports come last, and take long. */
const TROUBLED_TURNS_WITH_IMPORTS = 1_500;
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
    const { focus, importFrom } = plan.troubles;
    this.world = new SimulatedWorld(this.#random, { pushes: focus !== 'store', importFrom });
    this.scheduler = new Scheduler(this.#random, () => this.world.now);
    this.requests = plan.deliveries.map((delivery) => ({
      plan: delivery,
      state: 'new',
      refusals: [],
    }));
    const { ports } = this.world;
    this.#store = { ...ports, ...plan.mistake?.store?.(ports, this.world) };
  }

  /** Troubled times first, then calm ones, until everything has ended. */
  async run(): Promise<void> {
    const { troubles } = this.#plan;
    this.scheduler.faultRate = troubles.faultRate;
    for (const queue of this.world.queues) queue.troubles = troubles;
    this.world.imports.badJobs = troubles.badJobs;
    const isImporting = troubles.importFrom < CALM.importFrom;
    const turns = isImporting ? TROUBLED_TURNS_WITH_IMPORTS : TROUBLED_TURNS;
    for (let turn = 0; turn < turns && !this.#isQuiet(); turn++) await this.#act();
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
    const request: Request = { plan, state: 'new', refusals: [] };
    this.requests.push(request);
    await this.comeToRest();
    return request;
  }

  /** In calm times: adds a delivery and has it taken in. */
  async accept(plan: PlannedDelivery, fate: Fate = {}): Promise<Worker> {
    this.scheduler.isChaotic = false;
    this.requests.push({ plan, state: 'new', refusals: [] });
    const worker = this.#startRequest(this.requests.length - 1, fate);
    await this.scheduler.settle();
    return worker;
  }

  /** In calm times: does the work of all messages that are visible; no time passes. */
  async drain(): Promise<void> {
    for (let found = true; found;) {
      found = false;
      for (const queue of this.world.queues) {
        while (this.#startMessage(queue)) {
          found = true;
          await this.scheduler.settle();
        }
      }
    }
  }

  /** In calm times: does the work of one message of each queue, if it is visible. */
  async doOne(): Promise<void> {
    for (const queue of this.world.queues) {
      this.#startMessage(queue);
      await this.scheduler.settle();
    }
  }

  /** In calm times: lets time pass. */
  async pass(milliseconds: number): Promise<void> {
    await this.#leap(this.world.now + milliseconds);
  }

  /** In calm times: starts one message about a part of the delivery that was accepted in this place. */
  async startVictim(
    { queue: kind, place, part = 0 }: VictimName,
    fate: Fate,
  ): Promise<Worker | undefined> {
    const queue = this.world.ports[kind];
    const id = typeof place === 'string' ? place : this.world.accepted[place]?.submission.id;
    const isWanted = (message: WorkMessage): boolean =>
      'import' in message ||
      ('submissionId' in message && message.submissionId === id && message.part === part);
    const lease = queue.take(this.world.now, isWanted);
    if (lease === undefined) return undefined;
    const worker = this.#deliverMessage(queue, lease, fate);
    await this.scheduler.settle();
    return worker;
  }

  async #act(): Promise<void> {
    const { troubles } = this.#plan;
    const running = this.scheduler.running;
    if (running.length > 0 && this.#random.chance(troubles.crashRate)) {
      this.scheduler.crash(this.#random.pick(running));
    }
    if (this.#random.chance(troubles.switching)) this.world.switch(this.#random.chance(0.5));
    const slow = running.filter(({ isSlow }) => isSlow);
    if (slow.length > 0 && this.#random.chance(0.01)) this.#random.pick(slow).slowFrom = Infinity;
    this.#forgetLost();
    await this.#actAtRandom();
    await this.scheduler.settle();
  }

  async #actAtRandom(): Promise<void> {
    const roll = this.#random.below(100);
    const isBusy = this.scheduler.running.length >= WORKERS_AT_ONCE;
    if (roll < 75 && this.scheduler.hasTurns) this.scheduler.step();
    else if (roll < 86 && !isBusy) this.#startSomeMessage();
    else if (roll < 92) this.#startRequestInTime();
    else if (roll < 97) await this.#leapAtRandom();
    else if (roll < 98) this.world.now -= this.#random.below(3_000);
    else if (roll < 99) this.#startSweep();
    else this.#startTimer();
  }

  #startRequestInTime(): void {
    if (!this.#plan.troubles.isSpread || this.#random.chance(0.25)) this.#startSomeRequest();
  }

  async #leapAtRandom(): Promise<void> {
    const isLong = this.#random.chance(this.#plan.troubles.isHasty ? 0.4 : 0.02);
    await this.#leap(this.world.now + this.#random.pick(isLong ? LONG_LEAPS : SHORT_LEAPS));
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
    this.#startTimer();
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
    this.#deliverMessage(queue, lease);
    return true;
  }

  #deliverMessage(queue: SimulatedQueue, lease: Lease, fate: Fate = {}): Worker {
    const work = async (flows: Flows): Promise<void> => {
      await this.#handle(queue, lease, flows).then(
        () => queue.complete(lease),
        () => queue.fail(lease, this.world.now),
      );
    };
    return this.#spawn('message', work, { fate });
  }

  async #handle(queue: SimulatedQueue, lease: Lease, flows: Flows): Promise<void> {
    const { message, delivery } = lease;
    const { changes, pushes, imports, buriedChanges } = this.world.ports;
    if ('retry' in message) await flows.retryPushes();
    else if (queue === imports) await flows.followImports('message');
    else if ('import' in message)
      await imports.send(message, { visibleAt: this.world.now + AGAIN_MS });
    else if (queue === changes) await flows.applyPart(message);
    else if (queue === pushes) await flows.pushPart(message);
    else if (queue === buriedChanges) await flows.buryPart(message, delivery);
    else await flows.buryPush(message, delivery);
  }

  #startRequest(index: number, fate: Fate = {}): Worker {
    const request = this.requests[index]!;
    request.state = 'sent';
    const ledger = this.world.ledgerOf(index, this.#store.ledger);
    const work = async (flows: Flows): Promise<void> => {
      await flows
        .acceptDelivery(toDelivery(request.plan))
        .then((answer) => Object.assign(request, { state: 'answered', answer }))
        .catch((error: unknown) => noteRefusal(request, error));
    };
    return this.#spawn(`request ${index}`, work, { store: { ledger }, fate });
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

  /** In calm times: asks for a resync, as an administrator does. */
  async resync(fate: Fate): Promise<Worker> {
    const ask = async ({ startResync }: Flows): Promise<void> => {
      await startResync('administrator').catch(() => undefined);
    };
    const worker = this.#spawn('resync', ask, { fate });
    await this.scheduler.settle();
    return worker;
  }

  async sweep(fate: Fate): Promise<Worker> {
    const worker = this.#startSweep(fate);
    await this.scheduler.settle();
    return worker;
  }

  #startSweep(fate: Fate = {}): Worker {
    // A sweep that fails is followed by the next one.
    return this.#spawn('sweep', ({ sweep }) => sweep().catch(() => undefined), { fate });
  }

  /** Looks whether the message of an import was lost. */
  #startTimer(): Worker {
    const work = ({ followImports }: Flows): Promise<void> =>
      followImports('timer').catch(() => undefined);
    return this.#spawn('timer', work);
  }

  #spawn(
    name: string,
    work: (flows: Flows) => Promise<void>,
    { store, fate }: { store?: Partial<FlowPorts>; fate?: Fate } = {},
  ): Worker {
    const worker = Object.assign(new Worker(name, this.world.now), fate);
    if (this.scheduler.isChaotic && this.#random.chance(0.4))
      worker.slowFrom = 1 + this.#random.below(30);
    const flows = flowsOver({
      world: this.world,
      store: { ...this.#store, ...store },
      scheduler: this.scheduler,
      worker,
      random: this.#random,
      mistake: this.#plan.mistake,
      focus: this.#plan.troubles.focus,
    });
    void this.scheduler.run(worker, () => work(flows));
    return worker;
  }

  async #leap(to: number): Promise<void> {
    await this.scheduler.leap(to);
    this.world.now = to;
    this.world.imports.tick();
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
    const isImporting = (await this.world.ports.importStore.read()) !== undefined;
    const isStill = !isImporting && !this.world.imports.isBusy && this.#isQuiet();
    return open.length === 0 && retries.length === 0 && isStill;
  }
}
