import { accessDenied } from './drive-refusals';
import type { Site } from './drive-library';
import { holdsAny } from './token-gate';

/** What is asked for, as far as roles go. */
export type Need = 'site' | 'read' | 'share' | 'write' | 'upload';

/** The application permissions that the documentation of each call names. */
const fitting: Record<Need, readonly string[]> = {
  site: ['Sites.Read.All', 'Sites.ReadWrite.All'],
  read: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
  share: ['Files.ReadWrite.All', 'Sites.ReadWrite.All'],
  write: ['Files.ReadWrite.All', 'Sites.ReadWrite.All'],
  upload: ['Sites.ReadWrite.All'],
};

/** Where a grant for one site, had through the role `Sites.Selected`, is enough. */
const grantable: readonly Need[] = ['site', 'read', 'write'];

/** Refuses a caller who may do this nowhere, before anything is looked up. */
export function requireRole(roles: readonly string[], need: Need): void {
  const mayBeGranted = grantable.includes(need) && roles.includes('Sites.Selected');
  if (!holdsAny(roles, fitting[need]) && !mayBeGranted) throw accessDenied();
}

/** Refuses a caller whose roles need a grant for this site that is not there. */
export function requireGrant(roles: readonly string[], need: Need, site: Site): void {
  if (!holdsAny(roles, fitting[need]) && !site.granted) throw accessDenied();
}
