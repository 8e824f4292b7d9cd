/** Everything that a pre-flight can find; a closed list, part of the public contract. */
export const PREFLIGHT_CODES = [
  // the administrator's settings
  'ConfigurationInvalid',
  'PushOff',
  // the app in the tenant
  'TokenRefused',
  'TokenUnreadable',
  'RoleMissing',
  'SecretNotAllowed',
  'TenantRefused',
  'TenantUnavailable',
  'Throttled',
  'NotChecked',
  // the site with the error file
  'SiteMissing',
  'SiteRefused',
  'FolderMissing',
  // profiles and their properties
  'ProfileMissing',
  'PropertyMissing',
  'UnknownProperty',
  'OwnedByEntra',
  'WritesOff',
  'UserEditable',
  'MultiValue',
  'Taxonomy',
  'TypeDiffers',
  'DestinationTaken',
] as const;

export type PreflightCode = (typeof PREFLIGHT_CODES)[number];

/**
 * `ok`: it works, `code` may say how. `warning`: it works, perhaps not as meant. `failed`: it cannot work before
 * somebody has taken the `steps`. `skipped`: nobody knows, because it was not asked.
 */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly code?: PreflightCode;
  /** For administrators; never holds a token, a value or a person. */
  readonly message: string;
  /** What to do by hand, in this order. */
  readonly steps?: readonly string[];
}

/** In the order in which they are made. */
export const PREFLIGHT_CHECKS = [
  'configuration',
  'switch',
  'graphToken',
  'graphRoles',
  'sharePointToken',
  'sharePointRoles',
  'users',
  'site',
  'profile',
] as const;

export type PreflightCheck = (typeof PREFLIGHT_CHECKS)[number];

export interface CheckFinding extends Finding {
  readonly check: PreflightCheck;
}

/** What is to be expected of one mapping, or of an extended property that goes by its key. */
export interface PropertyFinding extends Finding {
  /** As in the property map: a field, or `x:` and a key. */
  readonly source: string;
  readonly target: 'entra' | 'sharePoint';
  readonly property: string;
}

export interface PreflightReport {
  /** Nothing failed, and nothing was skipped. */
  readonly ready: boolean;
  readonly checks: readonly CheckFinding[];
  readonly properties: readonly PropertyFinding[];
}

/** Puts a report together. */
export function toReport(
  checks: readonly CheckFinding[],
  properties: readonly PropertyFinding[],
): PreflightReport {
  const isFine = ({ status }: Finding): boolean => status === 'ok' || status === 'warning';
  return { ready: [...checks, ...properties].every(isFine), checks, properties };
}

/** Something that was not asked, because something else has to be put right first. */
export function notChecked(message: string): Finding {
  return { status: 'skipped', code: 'NotChecked', message };
}
