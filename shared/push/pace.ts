import type { PushSettings } from '../model/sync-configuration';
import type { Allowance } from './lanes';

/** SharePoint counts PeopleManager calls in windows of five minutes. */
const WINDOW_MS = 300_000;

/** The share of the tenant's quota that this app takes: every web part that reads profiles lives on it too. */
const SHARE = 0.2;

/**
 * PeopleManager calls that SharePoint allows a tenant in five minutes, by its licences ("Avoid getting throttled or
 * blocked in SharePoint Online", table of limits).
 */
const QUOTAS: readonly { readonly upToLicences: number; readonly calls: number }[] = [
  { upToLicences: 1_000, calls: 3_000 },
  { upToLicences: 5_000, calls: 6_000 },
  { upToLicences: 15_000, calls: 9_000 },
  { upToLicences: 50_000, calls: 12_000 },
];
const LARGEST_QUOTA = 15_000;

/** How many PeopleManager calls all instances together make: what the administrator says, else a fifth of the quota. */
export function peopleManagerAllowance({
  licences,
  peopleManagerCalls,
}: Pick<PushSettings, 'licences' | 'peopleManagerCalls'>): Allowance {
  return { calls: peopleManagerCalls ?? quotaOf(licences) * SHARE, windowMs: WINDOW_MS };
}

function quotaOf(licences: number): number {
  return QUOTAS.find(({ upToLicences }) => licences <= upToLicences)?.calls ?? LARGEST_QUOTA;
}
