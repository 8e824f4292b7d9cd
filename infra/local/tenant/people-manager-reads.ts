import type { Answer, Call } from './exchange';
import type { DirectoryUser } from './directory-user';
import type { PeopleManagerCall } from './people-manager-address';
import { accountNameOf } from './profiles';
import { findProfileOwner } from './profile-owner';
import { oDataAnswer, oDataNull } from './sharepoint-answers';
import type { World } from './world';

type Read = (world: World, call: Call, what: PeopleManagerCall) => Answer;

/** The read calls, by lower-case name. All answer null for somebody without a profile. */
export const peopleManagerReads: ReadonlyMap<string, Read> = new Map([
  ['getpropertiesfor', forOwner('GetPropertiesFor', personProperties)],
  ['getuserprofileproperties', forOwner('GetUserProfileProperties', keyValues)],
  ['getuserprofilepropertyfor', forOwner('GetUserProfilePropertyFor', oneProperty)],
]);

type Describe = (world: World, owner: DirectoryUser, what: PeopleManagerCall) => unknown;

function forOwner(operation: string, describe: Describe): Read {
  return (world, call, what) => {
    const account = what.arguments.get('accountname') ?? what.arguments.get('0');
    const owner = account === undefined ? undefined : findProfileOwner(world, account);
    return owner === undefined
      ? oDataNull(call, operation)
      : oDataAnswer(call, operation, describe(world, owner, what));
  };
}

/** `{value}`; an unknown property, or one in other case, reads as empty text. */
function oneProperty(world: World, owner: DirectoryUser, what: PeopleManagerCall): unknown {
  const name = what.arguments.get('propertyname') ?? what.arguments.get('1') ?? '';
  const isKnown = world.catalogue.find(name) !== undefined;
  return { value: isKnown ? (world.profiles.read(owner)[name] ?? '') : '' };
}

function keyValues(world: World, owner: DirectoryUser): unknown {
  return { value: properties(world, owner) };
}

function properties(world: World, owner: DirectoryUser): Record<string, string>[] {
  const texts = world.profiles.read(owner);
  return world.catalogue
    .all()
    .map(({ name }) => ({ Key: name, Value: texts[name] ?? '', ValueType: 'Edm.String' }));
}

function personProperties(world: World, owner: DirectoryUser): unknown {
  const texts = world.profiles.read(owner);
  const account = accountNameOf(owner);
  const personal = world.hosts.sharePoint.replace('.', '-my.');
  const folder = String(owner.attributes['userPrincipalName']).replaceAll(/[^A-Za-z0-9]/g, '_');
  return {
    AccountName: account,
    DirectReports: [],
    DisplayName: texts['PreferredName'] ?? '',
    Email: texts['WorkEmail'] ?? '',
    ExtendedManagers: [],
    ExtendedReports: [account],
    IsFollowed: false,
    LatestPost: null,
    Peers: [],
    PersonalSiteHostUrl: `https://${personal}:443/`,
    PersonalUrl: `https://${personal}/personal/${folder.toLowerCase()}/`,
    PictureUrl: texts['PictureURL'] ?? null,
    Title: texts['Title'] ?? '',
    UserProfileProperties: properties(world, owner),
    UserUrl: `https://${personal}:443/Person.aspx?accountname=${encodeURIComponent(account)}`,
  };
}
