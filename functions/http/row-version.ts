import type { HttpRequest } from '@azure/functions';
import { SyncError } from '../../shared/model/sync-error';

/**
 * A row's version as an entity tag. The table's own tag is a weak one, which `If-Match` never matches
 * (RFC 9110 §8.8.3.2), so it is wrapped into a strong one.
 */
export function toEntityTag(version: string): string {
  return `"${Buffer.from(version, 'utf8').toString('base64url')}"`;
}

/**
 * The version that an edit is meant to replace: `If-Match: <tag>`, or undefined for `If-None-Match: *`, which means
 * that there must be no row yet.
 *
 * @throws SyncError `InvalidRequest` when the request has neither: such an edit could undo another's
 */
export function readExpectedVersion({ headers }: HttpRequest): string | undefined {
  if (headers.get('if-none-match')?.trim() === '*' && !headers.has('if-match')) return undefined;
  const tag = /^"([\w-]+)"$/.exec(headers.get('if-match')?.trim() ?? '')?.[1];
  if (tag === undefined || headers.has('if-none-match')) {
    throw new SyncError(
      'InvalidRequest',
      'Send If-Match with the ETag that was read, or If-None-Match: * for a row that does not exist yet.',
    );
  }
  return Buffer.from(tag, 'base64url').toString('utf8');
}
