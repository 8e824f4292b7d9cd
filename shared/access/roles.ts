import { SyncError } from '../model/sync-error';
import type { Caller } from './caller';

const ADMIN = 'ProfileSync.Admin';
const READERS = [ADMIN, 'ProfileSync.Read'];

/**
 * Lets applications with any one of the roles deliver people (rows S41 and S50).
 *
 * @throws SyncError `Forbidden` for anyone else, signed-in people with such a role included.
 */
export function requireIngestRole(caller: Caller, ingestRoles: readonly string[]): void {
  if (caller.kind !== 'application') {
    throw new SyncError('Forbidden', 'Only applications may deliver, not signed-in people.');
  }
  requireAnyRole(caller, ingestRoles);
}

/**
 * Lets applications and signed-in people change what administrators change (design §6).
 *
 * @throws SyncError `Forbidden` without the role `ProfileSync.Admin`.
 */
export function requireAdmin(caller: Caller): void {
  requireAnyRole(caller, [ADMIN]);
}

/**
 * Lets applications and signed-in people read what administrators read (design §6).
 *
 * @throws SyncError `Forbidden` with neither `ProfileSync.Admin` nor `ProfileSync.Read`.
 */
export function requireReader(caller: Caller): void {
  requireAnyRole(caller, READERS);
}

/** Whether {@link requireReader} would let the caller in: such a one sees everybody's submissions. */
export function isReader(caller: Caller): boolean {
  return hasAnyRole(caller, READERS);
}

function requireAnyRole(caller: Caller, roles: readonly string[]): void {
  if (hasAnyRole(caller, roles)) return;
  throw new SyncError('Forbidden', `This needs one of the roles: ${roles.join(', ')}.`);
}

function hasAnyRole(caller: Caller, roles: readonly string[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}
