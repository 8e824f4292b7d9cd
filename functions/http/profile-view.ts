import type { UserProfile } from '../../shared/model/user-profile';

/** A person under the document's names, as sent and as in table `UserProfiles` (row S9, design §9). */
export function toProfileView(profile: UserProfile): Record<string, unknown> {
  const { userId, fields, extended, lifecycle, synchronized, updatedAt } = profile;
  return { userId, ...fields, extended_props: extended, lifecycle, synchronized, updatedAt };
}
