import { z } from 'zod';
import { jsonAnswer, readJson, type Answer, type Call } from './exchange';
import { graphError, tooManyRequests, type KindedAnswer } from './graph-operation';
import { runGraphOperation } from './graph-operations';
import type { World } from './world';

const mostItems = 20;

const itemSchema = z.object({
  id: z.string().min(1),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});

const batchSchema = z.object({ requests: z.array(itemSchema).min(1) });

type BatchItem = z.infer<typeof itemSchema>;

interface BatchCaller {
  world: World;
  call: Call;
  roles: readonly string[];
}

/**
 * JSON `$batch`: up to 20 operations, each counted, throttled and answered on its own, in any
 * order. The whole is refused only when it cannot be read.
 */
export function answerBatch(world: World, call: Call, roles: readonly string[]): KindedAnswer {
  const kind = 'batch';
  const refusal = world.throttle.admit('graphBatch', []);
  if (refusal !== undefined) {
    return { ...tooManyRequests(refusal.status, refusal.retryAfter, ''), kind };
  }
  const batch = batchSchema.safeParse(readJson(call.body));
  if (call.method !== 'POST' || !batch.success)
    return { ...invalid('Invalid batch payload format.'), kind };
  const fault = batchFault(batch.data.requests);
  if (fault !== undefined) return { ...invalid(fault), kind };
  const answers = runItems({ world, call, roles }, batch.data.requests);
  const responses = shuffled([...answers]).map(([id, answer]) => itemResponse(id, answer));
  return { ...jsonAnswer(200, { responses }), kind };
}

function invalid(message: string): Answer {
  return graphError(400, 'BadRequest', message);
}

function batchFault(items: readonly BatchItem[]): string | undefined {
  if (items.length > mostItems) {
    return `Number of batch request steps exceeds the maximum value of ${String(mostItems)}.`;
  }
  const ids = items.map(({ id }) => id);
  if (new Set(ids).size < ids.length) return 'Request Id values must be unique.';
  const isKnown = items.every(({ dependsOn = [] }) => dependsOn.every((id) => ids.includes(id)));
  return isKnown && isDependencyShapeAllowed(items)
    ? undefined
    : 'The dependsOn values are not supported.';
}

/** All in parallel, each after the one before, or all after the same one. */
function isDependencyShapeAllowed(items: readonly BatchItem[]): boolean {
  const dependent = items.filter(({ dependsOn }) => (dependsOn?.length ?? 0) > 0);
  if (dependent.length === 0) return true;
  const isSerial = items.every(
    ({ dependsOn = [] }, index) =>
      dependsOn.length === (index === 0 ? 0 : 1) && dependsOn[0] === items[index - 1]?.id,
  );
  const common = dependent[0]?.dependsOn?.[0];
  const isFanOut = items.every(({ id, dependsOn = [] }) =>
    id === common ? dependsOn.length === 0 : dependsOn.length === 1 && dependsOn[0] === common,
  );
  return isSerial || isFanOut;
}

/** Runs what others depend on first; with the shapes allowed, two sweeps in order are enough. */
function runItems(caller: BatchCaller, items: readonly BatchItem[]): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  const free = items.filter(({ dependsOn = [] }) => dependsOn.length === 0);
  const dependent = items.filter(({ dependsOn = [] }) => dependsOn.length > 0);
  for (const item of [...free, ...dependent]) {
    const isBlocked = item.dependsOn?.some((id) => (answers.get(id)?.status ?? 424) >= 400);
    const answer = isBlocked === true ? failedDependency() : runItem(caller, item);
    answers.set(item.id, answer);
  }
  return answers;
}

function runItem({ world, call, roles }: BatchCaller, item: BatchItem): Answer {
  const contentType = headerOf(item, 'content-type');
  const path = item.url.startsWith('/') ? item.url : `/${item.url}`;
  const refusal = refusalOfItem(item, contentType, path);
  if (refusal !== undefined) return refusal;
  const method = item.method.toUpperCase();
  const answer = runGraphOperation(world, {
    method,
    url: path,
    contentType,
    body: item.body,
    content: bytesOf(item.body),
    ifMatch: headerOf(item, 'if-match'),
    roles,
  });
  logItem(world, call, { method, path, answer });
  return answer;
}

function headerOf(item: BatchItem, wanted: string): string | undefined {
  const headers = Object.entries(item.headers ?? {});
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** In a batch, bytes are sent in base 64, and JSON as it is. */
function bytesOf(body: unknown): Buffer {
  return typeof body === 'string'
    ? Buffer.from(body, 'base64')
    : Buffer.from(JSON.stringify(body ?? ''));
}

function refusalOfItem(
  item: BatchItem,
  contentType: string | undefined,
  path: string,
): Answer | undefined {
  if (/^https?:/i.test(item.url)) return invalid('The url of a batch item must be relative.');
  if (/^\/(\$|%24)batch/i.test(path)) return invalid('Nested batch requests are not supported.');
  return item.body !== undefined && contentType === undefined
    ? invalid("A batch item with a body needs the header 'Content-Type'.")
    : undefined;
}

function logItem(
  world: World,
  call: Call,
  item: { method: string; path: string; answer: KindedAnswer },
): void {
  const retryAfter = item.answer.headers['Retry-After'];
  world.log.end({
    at: new Date(call.arrivedAt).toISOString(),
    method: item.method,
    host: call.host,
    path: `/v1.0${item.path}`,
    status: item.answer.status,
    target: 'graph',
    kind: item.answer.kind,
    inBatch: true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function failedDependency(): Answer {
  return graphError(424, 'FailedDependency', 'A request that this one depends on has failed.');
}

function itemResponse(id: string, answer: Answer): Record<string, unknown> {
  const body = answer.body.length === 0 ? {} : { body: JSON.parse(String(answer.body)) as unknown };
  return { id, status: answer.status, headers: answer.headers, ...body };
}

/** Callers are not to rely on the order, so there is none. */
function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
