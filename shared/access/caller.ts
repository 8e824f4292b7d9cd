import type { JWTPayload } from 'jose';

import { SyncError } from '../model/sync-error';

/** Who is calling, as told by a verified access token. */
export interface Caller {
  /** `application`: acts as itself. `user`: a signed-in person, through an application. */
  readonly kind: 'application' | 'user';
  /** The client id of the application that asked for the token. */
  readonly applicationId: string;
  /** The object id of the service principal or person in the tenant. */
  readonly objectId: string;
  /** The app roles granted on this API; empty when the token names none. */
  readonly roles: readonly string[];
}

/**
 * Reads the caller off the claims of a token whose signature, issuer and times are already verified.
 *
 * @throws SyncError `Forbidden` for a token that is no access token of an application or a person:
 *   an ID token, or one whose claims contradict each other (design §6).
 */
export function readCaller(claims: JWTPayload): Caller {
  const kind = readKind(claims);
  // Entra names the client `azp` in version 2 tokens and `appid` in version 1.
  const applicationId = claims['azp'] ?? claims['appid'];
  const objectId = claims['oid'];
  if (kind === undefined || !isText(applicationId) || !isText(objectId)) {
    throw new SyncError(
      'Forbidden',
      'The token is not an access token of an application or of a signed-in person.',
    );
  }
  return { kind, applicationId, objectId, roles: readRoles(claims['roles']) };
}

function readKind(claims: JWTPayload): Caller['kind'] | undefined {
  const type = claims['idtyp'];
  if (claims['scp'] !== undefined) {
    const isDelegated = isText(claims['scp']) && (type === undefined || type === 'user');
    return isDelegated ? 'user' : undefined;
  }
  // `idtyp` is an optional claim; without it, only an application is its own subject.
  const isApplication = type === 'app' || (type === undefined && claims.sub === claims['oid']);
  return isApplication ? 'application' : undefined;
}

/** A text such as `"Role.A Role.B"` is no list: reading it by `includes` would grant parts of names. */
function readRoles(roles: unknown): readonly string[] {
  return Array.isArray(roles) ? roles.filter(isText) : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
