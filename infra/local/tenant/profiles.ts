import type { DirectoryUser, UserAttributes } from './directory-user';
import type { Knobs } from './knobs';
import { mirroredProperties } from './mirrored-properties';
import { stableId } from './stable-id';

export const claimPrefix = 'i:0#.f|membership|';

type PropertyTexts = Record<string, string>;

interface Profile {
  /** Values written here. */
  own: PropertyTexts;
  /** Values that came over from Entra. */
  mirrored: PropertyTexts;
  /** Changes in Entra on their way here, oldest first. */
  underway: { dueAt: number; texts: PropertyTexts }[];
  /** Clearings that wait for the next change of another attribute. */
  held: PropertyTexts;
}

/** SharePoint's user profiles, by object id: what was written there, and what follows Entra. */
export class Profiles {
  readonly #knobs: () => Knobs;
  readonly #profiles = new Map<string, Profile>();

  constructor(knobs: () => Knobs) {
    this.#knobs = knobs;
  }

  reset(): void {
    this.#profiles.clear();
  }

  /** The texts that were ever given; a property that is not among them is empty. */
  read(user: DirectoryUser): PropertyTexts {
    const profile = this.#arrived(user);
    return { ...profile.mirrored, ...profile.own, ...identityTexts(user) };
  }

  write(user: DirectoryUser, property: string, text: string): void {
    this.#arrived(user).own[property] = text;
  }

  /**
   * Sends Entra attributes on their way, before they change in the directory. Clearing an attribute does not reach the profile
   * until another attribute of the same person changes to a value.
   */
  follow(user: DirectoryUser, changes: UserAttributes): void {
    const { delayMs, holdNulls } = this.#knobs().propagation;
    const profile = this.#profile(user);
    const texts = { ...profile.held, ...mirroredProperties(changes) };
    const onlyClears = Object.values(changes).every(isCleared);
    profile.held = holdNulls && onlyClears ? texts : {};
    if (profile.held !== texts) profile.underway.push({ dueAt: Date.now() + delayMs, texts });
  }

  /** Takes over a user's attributes as they stand, without delay: the directory was set by hand. */
  align(user: DirectoryUser): void {
    mirror(this.#profile(user), mirroredProperties(user.attributes));
  }

  #arrived(user: DirectoryUser): Profile {
    const profile = this.#profile(user);
    const now = Date.now();
    const [due, later] = [
      profile.underway.filter(({ dueAt }) => dueAt <= now),
      profile.underway.filter(({ dueAt }) => dueAt > now),
    ];
    for (const { texts } of due) mirror(profile, texts);
    profile.underway = later;
    return profile;
  }

  #profile(user: DirectoryUser): Profile {
    const known = this.#profiles.get(user.id);
    if (known !== undefined) return known;
    const profile: Profile = {
      own: {},
      mirrored: mirroredProperties(user.attributes),
      underway: [],
      held: {},
    };
    this.#profiles.set(user.id, profile);
    return profile;
  }
}

/** A change in Entra brings all that follows Entra back into line with it. */
function mirror(profile: Profile, texts: PropertyTexts): void {
  Object.assign(profile.mirrored, texts);
  for (const name of Object.keys(profile.mirrored)) Reflect.deleteProperty(profile.own, name);
}

function isCleared(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

export function accountNameOf(user: DirectoryUser): string {
  return `${claimPrefix}${String(user.attributes['userPrincipalName']).toLowerCase()}`;
}

/** What a profile always says about whose it is. */
function identityTexts(user: DirectoryUser): PropertyTexts {
  const principalName = String(user.attributes['userPrincipalName']);
  return {
    UserProfile_GUID: stableId(user.id, 'profile'),
    AccountName: accountNameOf(user),
    UserName: principalName,
    'SPS-ClaimID': principalName,
    'SPS-ClaimProviderID': 'membership',
    'SPS-ClaimProviderType': 'Forms',
    'SPS-UserPrincipalName': principalName,
    'msOnline-ObjectId': user.id,
    'SPS-UserType': user.attributes['userType'] === 'Guest' ? '1' : '0',
  };
}
