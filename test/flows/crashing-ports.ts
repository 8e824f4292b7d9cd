import type { Lane, LaneAnswer } from '../../shared/push/lanes';
import type { WorkQueue } from '../../shared/model/work-queue';
import type { MemoryWorkQueue } from '../fakes/memory-work-queue';
import type { ImportWorld } from './import-world';

type Ports = ImportWorld['ports'];

/** Where a process dies: at which of its calls, and whether the call was carried out. */
export interface Crash {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export class Crashed extends Error {}

/** The ports of a process that dies at a call; from then on nothing that it does has an effect. */
export class DyingProcess {
  readonly ports: Ports;
  calls = 0;
  readonly #crash: Crash;

  constructor(ports: Ports, crash: Crash) {
    this.#crash = crash;
    const { tenant } = ports;
    this.ports = {
      ...ports,
      ledger: this.#wrap(ports.ledger),
      files: this.#wrap(ports.files),
      errors: this.#wrap(ports.errors),
      progress: this.#wrap(ports.progress),
      catalogue: this.#wrap(ports.catalogue),
      importStore: this.#wrap(ports.importStore),
      profileImports: this.#wrap(ports.profileImports),
      pushes: this.#queueOf(ports.pushes),
      imports: this.#queueOf(ports.imports),
      openSiteFiles: (call) => this.#wrap(ports.openSiteFiles(call)),
      tenant: {
        ...tenant,
        store: { ...tenant.store, ...this.#wrap(tenant.store) },
        profiles: this.#wrap(tenant.profiles),
        imports: this.#wrap(tenant.imports),
        lanes: {
          acquire: async (host) => this.#laneOf(await tenant.lanes.acquire(host)),
        },
      },
    };
  }

  get isDead(): boolean {
    return this.calls >= this.#crash.at;
  }

  #laneOf(answer: LaneAnswer): LaneAnswer {
    return answer.kind === 'mine' ? { ...answer, lane: this.#wrap<Lane>(answer.lane) } : answer;
  }

  #queueOf(queue: MemoryWorkQueue): MemoryWorkQueue {
    return { ...queue, ...this.#wrap<WorkQueue>({ send: (...words) => queue.send(...words) }) };
  }

  #wrap<Port extends object>(port: Port): Port {
    const wrapped = Object.entries(port).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'function' ? this.#dyingAt(member as Call) : member,
    ]);
    return Object.fromEntries(wrapped) as Port;
  }

  #dyingAt(call: Call): Call {
    return async (...words) => {
      if (this.isDead) throw new Crashed();
      this.calls += 1;
      if (this.calls < this.#crash.at) return call(...words);
      if (this.#crash.when === 'after') await call(...words);
      throw new Crashed();
    };
  }
}

type Call = (...words: unknown[]) => Promise<unknown>;
