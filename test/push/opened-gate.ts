import { HostGate, type GateRules } from '../../shared/push/host-gate';
import type { Lane, Lanes } from '../../shared/push/lanes';
import { memoryLanes } from '../fakes/memory-lanes';

export const NOW = 1_767_600_000_000;

/** A gate with a free lane, and what a test may do to them. */
export interface OpenedGate {
  readonly gate: HostGate;
  readonly clock: { now: number };
  readonly lanes: Lanes;
  /** What the gate asked of its lane, in order. */
  readonly asked: string[];
}

/** A gate whose turn never ends before its deadline, unless the rules say so. */
export async function openGate(rules: Partial<GateRules> = {}): Promise<OpenedGate> {
  const clock = { now: NOW };
  const lanes = memoryLanes(() => clock.now);
  const asked: string[] = [];
  const lane = noting(await takeLane(lanes), asked);
  const gate = new HostGate('sharePoint', lane, {
    deadline: NOW + 240_000,
    turnMs: 300_000,
    now: () => clock.now,
    ...rules,
  });
  return { gate, clock, lanes, asked };
}

export async function takeLane(lanes: Lanes): Promise<Lane> {
  const answer = await lanes.acquire('sharePoint');
  if (answer.kind !== 'mine') throw new Error(`The lane is ${answer.kind}.`);
  return answer.lane;
}

function noting(lane: Lane, asked: string[]): Lane {
  return {
    ...lane,
    reserve: (calls, allowance) => {
      asked.push(`reserve ${String(calls)}`);
      return lane.reserve(calls, allowance);
    },
    release: (unused = 0) => {
      asked.push(`release ${String(unused)}`);
      return lane.release(unused);
    },
  };
}
