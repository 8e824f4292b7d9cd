import { propertyHash } from './property-hash';
import type { PushError } from './push-error';
import type { PushRecord } from './push-store';
import type { PushValue, Route } from './route-properties';

/** A property to send now. */
export type PushWord = Extract<Route, { to: 'entra' | 'sharePoint' }>;

export interface PushPlan {
  readonly words: readonly PushWord[];
  /** What cannot arrive, known without a call. */
  readonly errors: readonly PushError[];
  /** What the tenant has refused since it was asked for: not sent again, but worth another try later. */
  readonly refusals: readonly PushError[];
  /** Something has a value and goes nowhere, because somebody else masters it. */
  readonly skips: boolean;
}

/** What decides whether a word is sent. */
export interface Standing extends Pick<PushRecord, 'sent' | 'refusals'> {
  readonly doubted: ReadonlySet<string>;
  /** When the newest request came; milliseconds since the epoch. */
  readonly since: number;
}

/**
 * What differs from what stands in the tenant (K9): another hash than sent last, or in doubt. What is empty is
 * cleared only if something of ours stands there or may: the tenant keeps what it held before the first push.
 */
export function planPush(routes: readonly Route[], standing: Standing): PushPlan {
  const words: PushWord[] = [];
  const errors: PushError[] = [];
  const refusals = new Map<string, PushError>();
  for (const route of routes) {
    if (route.to === 'error') errors.push(route.error);
    if (route.to === 'error' || route.to === 'nowhere' || !mustSend(route, standing)) continue;
    const refusal = refusalOf(standing, route.id, hashOf(route.value));
    if (refusal === undefined) words.push(route);
    else refusals.set(`${refusal.code} ${refusal.target ?? ''} ${refusal.property ?? ''}`, refusal);
  }
  const skips = routes.some((route) => route.to === 'nowhere' && route.skipped);
  return { words, errors, refusals: [...refusals.values()], skips };
}

/** The answer that stands to a question: the same value, refused since it was asked for. */
export function refusalOf(
  { refusals, since }: Pick<Standing, 'refusals' | 'since'>,
  id: string,
  of: string,
): PushError | undefined {
  const refusal = refusals[id];
  if (refusal === undefined || refusal.of !== of || refusal.at < since) return undefined;
  const { at: _at, of: _of, ...error } = refusal;
  return error;
}

/** Stands for a value where only sameness counts; nothing is empty. */
export function hashOf(value: PushValue): string {
  return value === null ? '' : propertyHash(value);
}

function mustSend({ id, value }: PushWord, { sent, doubted }: Standing): boolean {
  return doubted.has(id) || (sent[id] ?? '') !== hashOf(value);
}
