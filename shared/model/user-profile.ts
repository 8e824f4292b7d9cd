import type { ExtendedProperty } from './extended-property';

/** The document's fields besides `userId` and `extended_props`, all text (rows S12–S25). */
export const PROFILE_FIELDS = [
  'name',
  'jobTitle',
  'upn',
  'email',
  'account',
  'loginName',
  'locale',
  'audienceDepartment',
  'department',
  'audienceLocation',
  'location',
  'phone',
  'mobile',
  'entityType',
] as const;

export type ProfileField = (typeof PROFILE_FIELDS)[number];

export type Lifecycle = 'active' | 'locked' | 'deleted';

/** One person as the product knows them (design §2). Absent field: not set or cleared. */
export interface UserProfile {
  /** As it was sent; compared without regard to case (row S11). */
  readonly userId: string;
  readonly fields: Readonly<Partial<Record<ProfileField, string>>>;
  /** In the order of first mention. */
  readonly extended: readonly ExtendedProperty[];
  readonly lifecycle: Lifecycle;
  /** Whether a full set has claimed this person (row H79); other deliveries never set it. */
  readonly synchronized: boolean;
  /** ISO 8601, UTC: when a value last changed. */
  readonly updatedAt: string;
}
