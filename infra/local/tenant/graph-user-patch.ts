import { emptyAnswer, isRecord, type Answer } from './exchange';
import { attributeNames, type DirectoryUser, type UserAttributes } from './directory-user';
import { badRequest, graphError, privilegesMissing, type GraphOperation } from './graph-operation';
import { unauthorisedInSharePoint } from './graph-refusals';
import {
  cloudOnlyFields,
  isValueAllowed,
  isWritable,
  sensitiveFields,
  sharePointBacked,
} from './graph-user-fields';
import { findUser, userNotFound } from './graph-users';
import { holdsAny } from './token-gate';
import type { World } from './world';

const writeRoles = ['User.ReadUpdate.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'];

const phoneFields = ['businessPhones', 'mobilePhone'];

/** `PATCH /users/{id}`: all of the body is taken, or nothing. */
export function patchUser(world: World, operation: GraphOperation, name: string): Answer {
  const { body, roles } = operation;
  if (!isJson(operation) || !isRecord(body)) {
    return graphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
  if (!mayWrite(roles, Object.keys(body))) return privilegesMissing();
  const user = findUser(world, name);
  if (user === undefined) return userNotFound(name);
  const refusal =
    refusalOfNames(Object.keys(body)) ??
    refusalOfTarget(user, Object.keys(body)) ??
    refusalOfValues(body) ??
    refusalOfPrincipalName(world, user, body) ??
    refusalOfMail(world, user, body);
  if (refusal !== undefined) return refusal;
  applyPatch(world, user, body);
  return emptyAnswer(204);
}

function isJson(operation: GraphOperation): boolean {
  return operation.contentType?.toLowerCase().startsWith('application/json') ?? false;
}

function mayWrite(roles: readonly string[], names: readonly string[]): boolean {
  if (holdsAny(roles, writeRoles)) return true;
  const onlyPhones = names.every((name) => phoneFields.includes(name));
  return onlyPhones && roles.includes('User-Phone.ReadWrite.All');
}

function refusalOfNames(names: readonly string[]): Answer | undefined {
  const inSharePoint = names.filter((name) => sharePointBacked.includes(name));
  if (inSharePoint.length > 0) {
    return inSharePoint.length === names.length
      ? unauthorisedInSharePoint()
      : graphError(
          400,
          'BadRequest',
          'The request is currently not supported on the targeted entity set',
        );
  }
  const refused = names.find((name) => !isWritable(name));
  if (refused === undefined) return undefined;
  return attributeNames.includes(refused)
    ? badRequest(`Property '${refused}' is read-only and cannot be set.`)
    : badRequest(
        `Property '${refused}' does not exist as a declared property or extension property.`,
      );
}

function refusalOfTarget(user: DirectoryUser, names: readonly string[]): Answer | undefined {
  const isSynced = user.attributes['onPremisesSyncEnabled'] === true;
  if (isSynced && names.some((name) => !cloudOnlyFields.includes(name))) {
    return badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  const isProtected = user.admin && names.some((name) => sensitiveFields.includes(name));
  return isProtected ? privilegesMissing() : undefined;
}

function refusalOfValues(body: UserAttributes): Answer | undefined {
  const refused = Object.entries(body).find(([name, value]) => !isValueAllowed(name, value))?.[0];
  return refused === undefined
    ? undefined
    : badRequest(`Invalid value specified for property '${refused}' of resource 'User'.`);
}

function refusalOfPrincipalName(
  world: World,
  user: DirectoryUser,
  body: UserAttributes,
): Answer | undefined {
  const name = body['userPrincipalName'];
  if (typeof name !== 'string') return undefined;
  if (!world.directory.isVerified(name)) {
    return badRequest('Property userPrincipalName is invalid.');
  }
  return world.directory.isPrincipalNameTaken(name, user)
    ? badRequest(
        'Another object with the same value for property userPrincipalName already exists.',
      )
    : undefined;
}

function refusalOfMail(
  world: World,
  user: DirectoryUser,
  body: UserAttributes,
): Answer | undefined {
  const mail = body['mail'];
  return typeof mail === 'string' && world.directory.isMailTaken(mail, user)
    ? badRequest('Another object with the same value for property proxyAddresses already exists.')
    : undefined;
}

function applyPatch(world: World, user: DirectoryUser, body: UserAttributes): void {
  const { graphReadLagMs } = world.knobs;
  if (graphReadLagMs > 0) {
    user.before = { until: Date.now() + graphReadLagMs, attributes: { ...user.attributes } };
  }
  const changes = { ...body, ...mergedExtensions(user, body), ...movedMail(user, body) };
  world.profiles.follow(user, changes);
  world.directory.update(user, changes);
}

/** Extension attributes that are not named keep their value. */
function mergedExtensions(user: DirectoryUser, body: UserAttributes): UserAttributes {
  const name = 'onPremisesExtensionAttributes';
  const [before, after] = [user.attributes[name], body[name]];
  return isRecord(after) ? { [name]: { ...(isRecord(before) ? before : {}), ...after } } : {};
}

/** A new mail address becomes the primary proxy address; the old ones stay as further ones. */
function movedMail(user: DirectoryUser, body: UserAttributes): UserAttributes {
  const mail = body['mail'];
  if (typeof mail !== 'string') return {};
  const kept = (user.attributes['proxyAddresses'] as string[])
    .map((address) => address.replace(/^SMTP:/, 'smtp:'))
    .filter((address) => address.toLowerCase() !== `smtp:${mail.toLowerCase()}`);
  return { proxyAddresses: [`SMTP:${mail}`, ...kept] };
}
