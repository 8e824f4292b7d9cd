import { setTimeout as sleep } from 'node:timers/promises';
import {
  BUSY,
  busyUntil,
  HostGate,
  type CallKind,
  type ClosingReason,
  type GateClosing,
  type GateRules,
} from './host-gate';
import { HOSTS, type Host, type LaneAnswer, type Lanes } from './lanes';

const PAUSED = { code: 'Throttled', message: 'This host has asked for a pause.' } as const;

/** How often whoever has patience asks again for a lane that somebody else has. */
const ASK_AGAIN_MS = 500;

export interface GatesRules extends GateRules {
  /** How long to wait for each lane that somebody else has, in milliseconds; absent: not at all. */
  readonly patience?: number;
}

/** The gates of one round: hosts that may be called, and why the others may not. */
export class Gates {
  readonly #open: ReadonlyMap<Host, HostGate>;
  readonly #shut: readonly GateClosing[];

  constructor(open: ReadonlyMap<Host, HostGate>, shut: readonly GateClosing[]) {
    this.#open = open;
    this.#shut = shut;
  }

  /** The gate of a host; undefined when it was or has been closed for that kind of call. */
  open(host: Host, kind: CallKind = {}): HostGate | undefined {
    const gate = this.#open.get(host);
    return gate?.closingFor(kind) === undefined ? gate : undefined;
  }

  /**
   * Closes a host's gate, and its lane, until then (milliseconds since the epoch): one answer of many asked for it. A
   * gate that is closed already, or whose turn is over, still keeps the longest pause for everybody.
   */
  async hold(host: Host, retryAt: number, reason: ClosingReason): Promise<void> {
    await this.#open.get(host)?.hold(retryAt, reason);
  }

  /** Every host that cannot be called now, one that is closed for counted calls alone included. */
  closings(): readonly GateClosing[] {
    const closed = [...this.#open.values()].flatMap(
      (gate) => gate.closingFor({ counted: true }) ?? [],
    );
    return [...this.#shut, ...closed];
  }

  async release(): Promise<void> {
    await Promise.all([...this.#open.values()].map((gate) => gate.release()));
  }
}

/**
 * Takes the lanes of these hosts, always in the same order, so that those who wait for a second lane never wait for
 * one another; the lanes that cannot be had stay shut.
 */
export async function openGates(
  hosts: ReadonlySet<Host>,
  lanes: Lanes,
  rules: GatesRules,
): Promise<Gates> {
  const open = new Map<Host, HostGate>();
  const shut: GateClosing[] = [];
  const gates = new Gates(open, shut);
  try {
    for (const host of HOSTS.filter((one) => hosts.has(one))) {
      const answer = await acquire(host, lanes, { ...rules, others: [...open.values()] });
      if (answer.kind === 'mine') open.set(host, new HostGate(host, answer.lane, rules));
      else if (answer.kind === 'closed') shut.push({ host, until: answer.until, ...PAUSED });
      else shut.push({ host, until: busyUntil(rules.now()), ...BUSY });
    }
  } catch (error) {
    await gates.release();
    throw error;
  }
  return gates;
}

/** Whoever waits for longer than a lease makes sure of the lanes that they have already. */
async function acquire(
  host: Host,
  lanes: Lanes,
  { patience = 0, others }: GatesRules & { readonly others: readonly HostGate[] },
): Promise<LaneAnswer> {
  let answer = await lanes.acquire(host);
  for (let left = patience; left > 0 && answer.kind === 'busy'; left -= ASK_AGAIN_MS) {
    await sleep(ASK_AGAIN_MS);
    for (const gate of others) {
      if (gate.closing === undefined) await gate.call(() => Promise.resolve());
    }
    answer = await lanes.acquire(host);
  }
  return answer;
}
