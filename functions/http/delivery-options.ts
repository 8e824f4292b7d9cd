import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import type { ChangeMode } from '../../shared/model/profile-change';
import { SyncError } from '../../shared/model/sync-error';
import { parseQuery } from './parse-query';

const querySchema = z.object({
  mode: z.enum(['merge', 'replace']).default('merge'),
  dryRun: z.enum(['true', 'false']).default('false'),
});
/** Printable ASCII: what every client can put into a header. */
const KEY = /^[\x20-\x7e]{1,100}$/;

/** How a caller wants a delivery to be taken (design §9). */
export interface DeliveryOptions {
  /** `?mode=replace` clears what a person's change does not mention (row S46). */
  readonly mode: ChangeMode;
  /** `?dryRun=true`: only say what it would do. */
  readonly dryRun: boolean;
  /** The caller's own name for the delivery. */
  readonly idempotencyKey?: string;
}

/** @throws SyncError `InvalidRequest` */
export function parseDeliveryOptions({ query, headers }: HttpRequest): DeliveryOptions {
  const { mode, dryRun } = parseQuery(query, querySchema);
  const key = headers.get('idempotency-key');
  if (key !== null && !KEY.test(key)) {
    throw new SyncError('InvalidRequest', 'Idempotency-Key takes 1 to 100 printable characters.');
  }
  return { mode, dryRun: dryRun === 'true', ...(key === null ? {} : { idempotencyKey: key }) };
}
