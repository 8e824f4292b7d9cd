import { jsonAnswer, readJson, type Answer, type Call } from './exchange';
import { controlSchema, type ControlRequest, type UserControl } from './control-schema';
import { changeSites, sitesAsShown } from './drive-control';
import { attributeNames } from './directory-user';
import type { Knobs } from './knobs';
import { mintToken } from './mint-token';
import { publishedLimits } from './published-limits';
import { resetWorld, type World } from './world';

/** `GET /_control` shows the knobs, `POST /_control` turns them and answers how they then stand. */
export async function answerControl(world: World, call: Call): Promise<Answer> {
  if (call.method === 'GET') return jsonAnswer(200, knobsAsShown(world));
  if (call.method !== 'POST') return jsonAnswer(405, { error: 'Use GET or POST.' });
  const request = controlSchema.safeParse(readJson(call.body));
  if (!request.success) return jsonAnswer(400, { error: request.error.issues });
  try {
    const minted = await obey(world, request.data);
    return jsonAnswer(200, { ...knobsAsShown(world), ...minted });
  } catch (error) {
    if (error instanceof RangeError) return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

async function obey(world: World, request: ControlRequest): Promise<{ token?: string }> {
  if (request.reset === true) resetWorld(world);
  world.knobs = turned(world.knobs, request);
  if (request.clock !== undefined) world.clock.shift(request.clock);
  setLimits(world, request);
  planTrouble(world, request);
  changeCatalogue(world, request);
  changeSites(world.drives, request);
  for (const user of request.users ?? []) putUser(world, user);
  for (const { clientId, certificate } of request.clients ?? []) {
    world.clients.register(clientId, certificate);
  }
  if (request.keys?.rotate === true) await world.login.rotateKeys(request.keys.keepOld);
  if (request.mint === undefined) return {};
  return { token: await mintToken(request.mint, world) };
}

function turned(knobs: Knobs, request: ControlRequest): Knobs {
  const { autoCreate, slowMs, graphReadLagMs, masteredWrites, keys } = request;
  return {
    ...knobs,
    ...given({ autoCreate, slowMs, graphReadLagMs, masteredWrites, keyAnswer: keys?.answer }),
    roles: { ...knobs.roles, ...given(request.roles ?? {}) },
    propagation: { ...knobs.propagation, ...given(request.propagation ?? {}) },
    imports: { ...knobs.imports, ...given(request.imports ?? {}) },
  };
}

/** Without the members that are undefined, which would wipe out what stands. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function planTrouble(world: World, request: ControlRequest): void {
  for (const script of request.throttle ?? []) world.throttle.script(script);
  for (const fault of request.fault ?? []) world.faults.plan(fault);
  if (request.storm === undefined) return;
  const { seconds, ...storm } = request.storm;
  world.throttle.setStorm({ ...storm, endsAt: Date.now() + seconds * 1000 });
}

function setLimits(world: World, { licences, limits }: ControlRequest): void {
  if (licences === undefined && limits === undefined) return;
  const base = licences === undefined ? world.throttle.limits : publishedLimits(licences);
  world.throttle.setLimits({ ...base, ...given(limits ?? {}) });
}

function changeCatalogue(world: World, request: ControlRequest): void {
  for (const { name, removed, ...special } of request.properties ?? []) {
    if (removed === true) world.catalogue.remove(name);
    else world.catalogue.put(name, given(special));
  }
}

function putUser(world: World, control: UserControl): void {
  const { userPrincipalName, id, admin, hasProfile, aliases, removed, profile, ...rest } = control;
  const unknown = Object.keys(rest).find((name) => !attributeNames.includes(name));
  if (unknown !== undefined) throw new RangeError(`users: "${unknown}" is no attribute.`);
  const attributes = { ...rest, userPrincipalName };
  const names = { userPrincipalName, id, aliases };
  const user = world.directory.put({ ...names, admin, hasProfile, removed, attributes });
  world.profiles.align(user);
  for (const [name, text] of Object.entries(profile ?? {})) world.profiles.write(user, name, text);
}

function knobsAsShown(world: World): Record<string, unknown> {
  return {
    ...world.knobs,
    sites: sitesAsShown(world.drives),
    clients: world.clients.registered(),
    limits: world.throttle.limits,
    throttle: world.throttle.scripts,
    storm: world.throttle.storm ?? null,
    fault: world.faults.pending,
    clock: { offsetMs: world.clock.offsetMs, now: new Date().toISOString() },
    keyIds: world.keys.published().keys.map(({ kid }) => kid),
  };
}
