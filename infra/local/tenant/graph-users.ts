import type { Answer } from './exchange';
import { jsonAnswer } from './exchange';
import { attributeNames, type DirectoryUser, type UserAttributes } from './directory-user';
import { badRequest, graphError, privilegesMissing, type GraphOperation } from './graph-operation';
import { findUsers } from './find-users';
import { parseUserFilter, type UserFilter } from './graph-user-filter';
import { holdsAny } from './token-gate';
import type { World } from './world';

const readRoles = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

/** What Graph gives without `$select`. */
const ordinaryNames = [
  'businessPhones',
  'displayName',
  'givenName',
  'id',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

const largestPage = 999;

export function getUser(
  world: World,
  operation: GraphOperation,
  what: { name: string; parameters: URLSearchParams },
): Answer {
  if (!holdsAny(operation.roles, readRoles)) return privilegesMissing();
  const names = selectedNames(what.parameters);
  if (names === undefined) return unknownSelect();
  const user = findUser(world, what.name);
  if (user === undefined) return userNotFound(what.name);
  const context = `https://graph.microsoft.com/v1.0/$metadata#users(${names.join(',')})/$entity`;
  return jsonAnswer(200, { '@odata.context': context, ...projection(user, names) });
}

export function listUsers(
  world: World,
  operation: GraphOperation,
  parameters: URLSearchParams,
): Answer {
  if (!holdsAny(operation.roles, readRoles)) return privilegesMissing();
  const names = selectedNames(parameters);
  if (names === undefined) return unknownSelect();
  const pageSize = Number(parameters.get('$top') ?? 100);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > largestPage) {
    return badRequest("Invalid page size specified: '$top'. Must be between 1 and 999 inclusive.");
  }
  const filter = readFilter(parameters);
  if (filter === undefined) return unsupportedQuery();
  const start = Number(parameters.get('$skiptoken') ?? 0);
  const found = findUsers(world.directory, filter);
  const hasMore = start + pageSize < found.length;
  return jsonAnswer(200, {
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users(${names.join(',')})`,
    ...(hasMore ? { '@odata.nextLink': nextLink(parameters, start + pageSize) } : {}),
    value: found.slice(start, start + pageSize).map((user) => projection(user, names)),
  });
}

/** Undefined when the query asks for what this tenant does not understand. */
function readFilter(parameters: URLSearchParams): UserFilter | undefined {
  if (parameters.has('$search') || parameters.has('$orderby')) return undefined;
  const text = parameters.get('$filter');
  return text === null ? { kind: 'everyone' } : parseUserFilter(text);
}

/** By object id or UPN. */
export function findUser(world: World, name: string): DirectoryUser | undefined {
  return world.directory.byId(name) ?? world.directory.byPrincipalName(name);
}

export function userNotFound(name: string): Answer {
  return graphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function selectedNames(parameters: URLSearchParams): readonly string[] | undefined {
  const select = parameters.get('$select');
  if (select === null || select === '') return ordinaryNames;
  const names = select.split(',').map((name) => name.trim());
  const known = names.map((name) =>
    attributeNames.find((attribute) => attribute.toLowerCase() === name.toLowerCase()),
  );
  return known.every((name) => name !== undefined) ? known : undefined;
}

/** Reads lag behind writes when that was asked for. */
function projection(user: DirectoryUser, names: readonly string[]): UserAttributes {
  const { before } = user;
  const isStale = before !== undefined && Date.now() < before.until;
  const attributes = isStale ? before.attributes : user.attributes;
  return Object.fromEntries(
    names.map((name) => [name, name === 'id' ? user.id : attributes[name]]),
  );
}

function nextLink(parameters: URLSearchParams, start: number): string {
  const next = new URLSearchParams(parameters);
  next.set('$skiptoken', String(start));
  return `https://graph.microsoft.com/v1.0/users?${next.toString()}`;
}

function unknownSelect(): Answer {
  return graphError(
    400,
    'BadRequest',
    "Parsing OData Select and Expand failed: Could not find a property on type 'microsoft.graph.user'.",
  );
}

function unsupportedQuery(): Answer {
  return graphError(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause.');
}
