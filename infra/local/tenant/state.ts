import { jsonAnswer, type Answer, type Call } from './exchange';
import type { DirectoryUser } from './directory-user';
import { filesAsShown, filesState } from './drive-state';
import { jobView } from './import-job';
import { accountNameOf } from './profiles';
import type { World } from './world';

/**
 * `/_state`: whom the tenant knows, what their profiles hold and what it was asked;
 * `/_state?user={upn}` one person, `/_state/counts` the numbers alone, `/_state/requests` the last
 * requests one by one, `/_state/properties` the property catalogue, `/_state/imports` the bulk imports,
 * `/_state/files` the files of the sites.
 */
export function answerState(world: World, call: Call): Answer {
  if (call.path === '/_state/requests') return jsonAnswer(200, { requests: world.log.entries() });
  if (call.path === '/_state/properties') {
    return jsonAnswer(200, { properties: world.catalogue.all() });
  }
  if (call.path === '/_state/imports') {
    return jsonAnswer(200, { jobs: world.imports.all().map(jobView) });
  }
  if (call.path === '/_state/files') return filesState(world.drives, call);
  if (call.path === '/_state/counts') return jsonAnswer(200, counts(world));
  const name = new URLSearchParams(call.query).get('user');
  return name === null ? jsonAnswer(200, everything(world)) : onePerson(world, name);
}

function counts(world: World): Record<string, unknown> {
  const requests = world.log.counts();
  return {
    requests,
    earlyCalls: world.throttle.earlyCalls(),
    // Decoration is asked for by Graph and SharePoint; the identity endpoint is on this machine.
    undecoratedUserAgents:
      requests.graph.undecorated +
      requests.upload.undecorated +
      requests.peopleManager.undecorated +
      requests.bulkImport.undecorated,
    clock: { offsetMs: world.clock.offsetMs, now: new Date().toISOString() },
  };
}

function everything(world: World): Record<string, unknown> {
  const users = world.directory.all();
  const withProfile = users.filter(({ hasProfile }) => hasProfile);
  return {
    ...counts(world),
    files: filesAsShown(world.drives),
    users: users.map(entraView),
    profiles: Object.fromEntries(
      withProfile.map((user) => [accountNameOf(user), profileView(world, user)]),
    ),
  };
}

/** Looking does not bring anybody into being. */
function onePerson(world: World, name: string): Answer {
  const key = name.toLowerCase();
  const user = world.directory
    .all()
    .find(({ id, attributes }) =>
      [id, attributes['userPrincipalName']].some((one) => String(one).toLowerCase() === key),
    );
  if (user === undefined) return jsonAnswer(404, { error: 'Nobody of that name is known yet.' });
  return jsonAnswer(200, {
    user: entraView(user),
    profile: user.hasProfile ? profileView(world, user) : null,
  });
}

function entraView(user: DirectoryUser): Record<string, unknown> {
  const { id, admin, hasProfile, aliases, attributes } = user;
  return { id, ...attributes, admin, hasProfile, aliases };
}

/** Only what is not empty. */
function profileView(world: World, user: DirectoryUser): Record<string, string> {
  const texts = Object.entries(world.profiles.read(user)).filter(([, text]) => text !== '');
  return Object.fromEntries(texts);
}
