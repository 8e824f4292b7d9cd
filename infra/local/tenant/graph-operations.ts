import type { Answer } from './exchange';
import { answerDrives } from './graph-drives';
import {
  graphError,
  tooManyRequests,
  type GraphOperation,
  type KindedAnswer,
} from './graph-operation';
import { unauthorisedInSharePoint } from './graph-refusals';
import { getUser, listUsers } from './graph-users';
import { patchUser } from './graph-user-patch';
import type { Cost, Refusal } from './throttle';
import type { World } from './world';

interface Route {
  kind: string;
  costs: readonly Cost[];
  run: () => Answer;
}

/** Finds, counts and runs one operation. */
export function runGraphOperation(world: World, operation: GraphOperation): KindedAnswer {
  const ofDrives = answerDrives(world, operation);
  if (ofDrives !== undefined) return ofDrives;
  const route = findRoute(world, operation);
  const refusal = world.throttle.admit('graph', route.costs);
  if (refusal !== undefined) return { ...throttled(refusal), kind: route.kind };
  const text = `${decoded(operation.url)} ${JSON.stringify(operation.body) || ''}`;
  if (world.faults.take('graph', ['500-permanent'], text) !== undefined) {
    return { ...unauthorisedInSharePoint(), kind: route.kind };
  }
  return { ...route.run(), kind: route.kind };
}

function findRoute(world: World, operation: GraphOperation): Route {
  // Whatever follows an unencoded # never arrives.
  const [path = '', query = ''] = (operation.url.split('#')[0] ?? '').split('?');
  const parameters = new URLSearchParams(query);
  if (path === '/users' && operation.method === 'GET') {
    const run = (): Answer => listUsers(world, operation, parameters);
    return { kind: 'listUsers', costs: units(parameters.has('$select') ? 1 : 2), run };
  }
  const name = userNameIn(path);
  return name === undefined
    ? unknownRoute(path)
    : userRoute(world, operation, { name, parameters });
}

function userRoute(
  world: World,
  operation: GraphOperation,
  what: { name: string; parameters: URLSearchParams },
): Route {
  if (operation.method === 'GET') {
    return { kind: 'getUser', costs: units(1), run: () => getUser(world, operation, what) };
  }
  if (operation.method !== 'PATCH') return unknownRoute('/users');
  const costs: Cost[] = [...units(1), { window: 'graphWrites', units: 1 }];
  return { kind: 'patchUser', costs, run: () => patchUser(world, operation, what.name) };
}

function unknownRoute(path: string): Route {
  const message = `Resource not found for the segment '${path.split('/')[1] ?? ''}'.`;
  return { kind: 'unknown', costs: units(1), run: () => graphError(400, 'BadRequest', message) };
}

/** `/users/{id or UPN}` or `/users('{id or UPN}')`; a name that begins with `$` needs the second form. */
function userNameIn(path: string): string | undefined {
  const quoted = /^\/users\('(.*)'\)$/i.exec(decoded(path))?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const plain = /^\/users\/([^/]+)$/i.exec(path)?.[1];
  return plain === undefined || plain.startsWith('$') ? undefined : decoded(plain);
}

function units(count: number): Cost[] {
  return [{ window: 'graphUnits', units: count }];
}

function throttled(refusal: Refusal): Answer {
  const information = {
    graphWrites: 'WriteLimitExceeded',
    graphUnits: 'ResourceUnitLimitExceeded',
  };
  const full = refusal.window === 'graphWrites' || refusal.window === 'graphUnits';
  const name = full ? information[refusal.window as keyof typeof information] : '';
  return tooManyRequests(refusal.status, refusal.retryAfter, name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
