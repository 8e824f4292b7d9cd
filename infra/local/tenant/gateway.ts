import { setTimeout as wait } from 'node:timers/promises';
import { textAnswer, type Answer, type Call } from './exchange';
import type { FaultKind } from './faults';
import type { KindedAnswer } from './graph-operation';
import type { Target } from './throttle';
import type { World } from './world';

const connectionFaults: readonly FaultKind[] = ['reset-before', 'reset-after', 'slow', 'html'];

/**
 * Answers one request to a target: notes its arrival, lets the faults of the connection happen that
 * were asked for, and logs the end. Undefined means: cut the connection.
 */
export async function serveTarget(
  world: World,
  target: Target,
  call: Call,
  answerCall: () => Promise<KindedAnswer>,
): Promise<Answer | undefined> {
  world.log.arrive(target, call);
  world.throttle.arrive(target, call.arrivedAt);
  const { answer, kind } = await answerWithFaults(world, target, call, answerCall);
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

async function answerWithFaults(
  world: World,
  target: Target,
  call: Call,
  answerCall: () => Promise<KindedAnswer>,
): Promise<Ending> {
  const fault = world.faults.take(target, connectionFaults, textOf(call));
  if (fault?.kind === 'reset-before') return { answer: undefined, kind: 'cut' };
  if (fault?.kind === 'html') return { answer: htmlPage(fault.status), kind: 'html' };
  if (fault?.kind === 'slow') await wait(fault.delayMs, undefined, { ref: false });
  const answer = await answerCall();
  return { answer: fault?.kind === 'reset-after' ? undefined : answer, kind: answer.kind };
}

function htmlPage(status: number): Answer {
  return textAnswer(status, 'text/html', '<html><body><h1>Bad gateway</h1></body></html>');
}

/** The text in which faults look for what they are to meet. */
function textOf(call: Call): string {
  const address = `${call.path}?${call.query}`;
  return `${decodedOrRaw(address)} ${call.body.toString('utf8')}`;
}

function decodedOrRaw(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
