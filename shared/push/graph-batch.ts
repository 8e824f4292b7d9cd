import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import type { RoleUse } from './app-roles';
import type { ItemLeftOpen } from './directory-users';
import { REPEATED_LIKE_A_READ } from './graph-client';
import { isRefusal, readReason } from './graph-refusal';
import { appRefused, parseGraph, sendToGraph, type GraphAccess } from './graph-request';
import { throttledUntil, type WebAnswer } from './web-answer';

/** One request in a batch. */
export interface BatchItem {
  readonly method: 'GET' | 'PATCH';
  /** Below `/v1.0`, encoded. */
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export type ItemAnswer =
  /** Graph has decided: it may be a refusal. */
  { readonly kind: 'decided'; readonly answer: WebAnswer } | ItemLeftOpen;

/** Nobody has decided anything when Entra changes the same user for two requests at once. */
const CONCURRENT = 'Directory_ConcurrencyViolation';

/** Neither taken nor refused: out of time, locked, or after another item that failed. */
const UNDECIDED: ReadonlySet<number> = new Set([408, 423, 424]);

/** The headers of an item that say when to come again. */
const PACE_HEADERS: ReadonlySet<string> = new Set([
  'retry-after',
  'ratelimit-remaining',
  'ratelimit-reset',
]);

const CONTENT_HEADERS = { 'Content-Type': 'application/json' };

const itemSchema = z.object({
  id: z.string(),
  status: z.number(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown().optional(),
});

const batchSchema = z.object({ responses: z.array(z.unknown()) });

/**
 * Sends up to twenty requests as one (JSON `$batch`). Answers in the order of the items, whatever the order in which
 * Graph gives them. What Graph says about the whole call, or about the app in any item, throws.
 */
export async function sendBatch(
  items: readonly BatchItem[],
  about: { access: GraphAccess; uses: readonly RoleUse[] },
): Promise<readonly ItemAnswer[]> {
  if (items.length === 0) return [];
  const { access, uses } = about;
  const request = access.client.api('/$batch');
  if (items.every(({ method }) => method === 'GET')) {
    request.middlewareOptions([REPEATED_LIKE_A_READ]);
  }
  const body = { requests: items.map(requestOf) };
  const outer = await sendToGraph(request, (one) => one.post(body), about);
  if (outer.status === 403) throw await appRefused(access, uses);
  if (outer.status !== 200) {
    throw new SyncError('TenantUnavailable', `Graph answered a batch with ${outer.status}.`);
  }
  const answers = readAnswers(outer);
  const judged = items.map((_item, index) => judge(answers.get(idOf(index)), access.now()));
  if (hasStatus(judged, 401)) throw await appRefused(access, uses);
  return judged;
}

export function hasStatus(answers: readonly ItemAnswer[], status: number): boolean {
  return answers.some((one) => one.kind === 'decided' && one.answer.status === status);
}

function requestOf({ method, url, body }: BatchItem, index: number): Record<string, unknown> {
  const content = body === undefined ? {} : { headers: CONTENT_HEADERS, body };
  return { id: idOf(index), method, url, ...content };
}

function idOf(index: number): string {
  return String(index + 1);
}

/** By id; what has another shape than an answer is none. */
function readAnswers(outer: WebAnswer): ReadonlyMap<string, WebAnswer> {
  const answers = new Map<string, WebAnswer>();
  for (const response of parseGraph(batchSchema, outer).responses) {
    const item = itemSchema.safeParse(response);
    if (!item.success) continue;
    const { id, status, headers, body } = item.data;
    answers.set(id, {
      status,
      // A window that is used up may be told once, of the whole call.
      headers: new Headers({ ...paceOf(outer.headers), ...paceOf(Object.entries(headers ?? {})) }),
      body: body === undefined ? '' : JSON.stringify(body),
    });
  }
  return answers;
}

function paceOf(headers: Iterable<[string, unknown]>): Record<string, string> {
  const texts = [...headers].map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return Object.fromEntries(texts.filter(([name]) => PACE_HEADERS.has(name)));
}

function judge(answer: WebAnswer | undefined, now: number): ItemAnswer {
  if (answer === undefined) return leftOpen('Graph left an item of a batch without an answer.');
  const retryAt = throttledUntil(answer, now);
  if (retryAt !== undefined) return { kind: 'later', retryAt };
  const reason = readReason(answer);
  const isUndecided =
    UNDECIDED.has(answer.status) ||
    reason?.code === CONCURRENT ||
    (answer.status >= 500 && !isRefusal(reason));
  return isUndecided
    ? leftOpen(`Graph answered an item of a batch with ${answer.status} and no decision.`)
    : { kind: 'decided', answer };
}

/** Nobody knows what became of the item. */
export function leftOpen(message: string): ItemLeftOpen {
  return { kind: 'open', error: new SyncError('TenantUnavailable', message) };
}
