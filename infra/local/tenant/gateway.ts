import { setTimeout as wait } from 'node:timers/promises';
import { textAnswer, type Answer, type Call } from './exchange';
import type { FaultKind } from './faults';
import type { KindedAnswer } from './graph-operation';
import type { Target } from './throttle';
import type { World } from './world';

const connectionFaults: readonly FaultKind[] = ['reset-before', 'reset-after', 'slow', 'html'];

/** One request to a target, and what answers it when nothing comes in between. */
export interface Visit {
  target: Target;
  call: Call;
  answerCall: () => KindedAnswer | Promise<KindedAnswer>;
}

/**
 * Answers one request to a target: notes its arrival, lets the faults of the connection happen that
 * were asked for, and logs the end. Undefined means: cut the connection.
 */
export async function serveTarget(world: World, visit: Visit): Promise<Answer | undefined> {
  const { target, call } = visit;
  world.log.arrive(target, call);
  world.throttle.arrive(target, call.arrivedAt);
  const { answer, kind } = await answerWithFaults(world, visit);
  const retryAfter = answer?.headers['Retry-After'];
  world.log.end({
    at: new Date(call.arrivedAt).toISOString(),
    method: call.method,
    host: call.host,
    path: call.path,
    status: answer?.status,
    target,
    kind,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
  return answer;
}

interface Ending {
  answer: Answer | undefined;
  kind: string;
}

async function answerWithFaults(world: World, visit: Visit): Promise<Ending> {
  const fault = world.faults.take(visit.target, connectionFaults, textOf(visit.call));
  if (fault?.kind === 'reset-before') return { answer: undefined, kind: 'cut' };
  if (fault?.kind === 'html') return { answer: htmlPage(fault.status), kind: 'html' };
  if (fault?.kind === 'slow') await wait(fault.delayMs, undefined, { ref: false });
  const answer = await visit.answerCall();
  return { answer: fault?.kind === 'reset-after' ? undefined : answer, kind: answer.kind };
}

function htmlPage(status: number): Answer {
  return textAnswer(status, 'text/html', '<html><body><h1>Bad gateway</h1></body></html>');
}

/** Faults look no further than this, in bytes, for what they are to meet. */
const searchedBytes = 1024 * 1024;

/** The text in which faults look for what they are to meet. */
function textOf(call: Call): string {
  const address = `${call.path}?${call.query}`;
  return `${decodedOrRaw(address)} ${call.body.toString('utf8', 0, searchedBytes)}`;
}

function decodedOrRaw(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
