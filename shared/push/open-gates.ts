import type { Lanes } from './lanes';
import { PUSH_TARGETS, type PushTarget } from './push-error';
import { BUSY, busyUntil, TargetGate, type GateClosing } from './target-gate';

const PAUSED = { code: 'Throttled', message: 'This target has asked for a pause.' } as const;

/** The gates of one round: targets that may be called, and why the others may not. */
export class Gates {
  readonly #open: ReadonlyMap<PushTarget, TargetGate>;
  readonly #shut: readonly GateClosing[];

  constructor(open: ReadonlyMap<PushTarget, TargetGate>, shut: readonly GateClosing[]) {
    this.#open = open;
    this.#shut = shut;
  }

  /** The gate of a target; undefined when it was or has been closed. */
  open(target: PushTarget): TargetGate | undefined {
    const gate = this.#open.get(target);
    return gate?.closing === undefined ? gate : undefined;
  }

  /** Every target that cannot be called now. */
  closings(): readonly GateClosing[] {
    const closed = [...this.#open.values()].flatMap(({ closing }) => closing ?? []);
    return [...this.#shut, ...closed];
  }

  async release(): Promise<void> {
    await Promise.all([...this.#open.values()].map((gate) => gate.release()));
  }
}

/** Takes the lanes of these targets, always in the same order; those that cannot be had stay shut. */
export async function openGates(
  targets: ReadonlySet<PushTarget>,
  lanes: Lanes,
  time: { readonly deadline: number; readonly now: () => number },
): Promise<Gates> {
  const open = new Map<PushTarget, TargetGate>();
  const shut: GateClosing[] = [];
  const gates = new Gates(open, shut);
  try {
    for (const target of PUSH_TARGETS.filter((one) => targets.has(one))) {
      const answer = await lanes.acquire(target);
      if (answer.kind === 'mine') open.set(target, new TargetGate(target, answer.lane, time));
      else if (answer.kind === 'closed') shut.push({ target, until: answer.until, ...PAUSED });
      else shut.push({ target, until: busyUntil(time.now()), ...BUSY });
    }
  } catch (error) {
    await gates.release();
    throw error;
  }
  return gates;
}
