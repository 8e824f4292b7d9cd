import { propertyHash } from './property-hash';
import type { PushError, PushTarget } from './push-error';
import type { PushRecord } from './push-store';
import type { Route } from './route-properties';

/** A property to send now. */
export type PushWord = Extract<Route, { to: 'entra' | 'sharePoint' }>;

export interface PushPlan {
  readonly words: readonly PushWord[];
  /** What cannot arrive, known without a call. */
  readonly errors: readonly PushError[];
}

/**
 * What differs from what stands in the tenant (K9): another hash than sent last, or in doubt. What is empty is
 * cleared only if something of ours stands there or may: the tenant keeps what it held before the first push.
 */
export function planPush(
  routes: readonly Route[],
  record: Pick<PushRecord, 'sent'>,
  doubted: ReadonlySet<string>,
): PushPlan {
  const words: PushWord[] = [];
  const errors: PushError[] = [];
  for (const route of routes) {
    if (route.to === 'error') errors.push(route.error);
    else if (route.to !== 'nowhere' && mustSend(route, record, doubted)) words.push(route);
  }
  return { words, errors };
}

function mustSend(
  { id, value }: PushWord,
  { sent }: Pick<PushRecord, 'sent'>,
  doubted: ReadonlySet<string>,
): boolean {
  if (doubted.has(id)) return true;
  return value === null ? id in sent : sent[id] !== propertyHash(value);
}

/** Which lane a word takes. */
export function targetOf({ to }: PushWord): PushTarget {
  return to === 'entra' ? 'graph' : 'peopleManager';
}
