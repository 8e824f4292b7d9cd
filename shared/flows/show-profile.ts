import type { ProfileStore } from '../apply/profile-store';
import { MAX_KEY_LENGTH, personKey } from '../model/person-key';
import type { UserProfile } from '../model/user-profile';

export interface ShowProfilePorts {
  readonly profiles: ProfileStore;
}

export type ShowProfile = (userId: string) => Promise<UserProfile | undefined>;

/** One person as they stand in the store (row S9), under any spelling of the userId; undefined when unknown. */
export function createShowProfile({ profiles }: ShowProfilePorts): ShowProfile {
  return async (userId) => {
    const key = personKey(userId);
    // Nobody has such an id: it was refused at intake, and no table could be asked for it.
    if (key.rowKey.length > MAX_KEY_LENGTH) return undefined;
    const rows = await profiles.read([key]);
    return rows.get(key.rowKey)?.profile;
  };
}
