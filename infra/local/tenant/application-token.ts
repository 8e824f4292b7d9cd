import type { JWTPayload } from 'jose';
import { stableId } from './stable-id';

/** An application token as Entra would issue it. */
export interface ApplicationTokenRequest {
  tenantId: string;
  clientId: string;
  audience: string;
  roles: readonly string[];
  /** Version 2.0 for the app's own API, 1.0 for Graph and SharePoint, as these ask for it. */
  version: '1.0' | '2.0';
  /** How the client proved itself: `1` secret, `2` certificate or managed identity. */
  proof: '1' | '2';
  lifetimeSeconds: number;
}

/**
 * The claims of an application token (no `scp`, `sub` equal to `oid`, `idtyp` "app"). A client
 * without roles has no claim `roles` at all, as in Entra.
 */
export function applicationTokenClaims(request: ApplicationTokenRequest): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const oid = stableId(request.tenantId, 'service-principal', request.clientId);
  return {
    ...versionClaims(request),
    aud: request.audience,
    tid: request.tenantId,
    oid,
    sub: oid,
    idtyp: 'app',
    ...(request.roles.length > 0 ? { roles: [...request.roles] } : {}),
    iat: now,
    nbf: now,
    exp: now + request.lifetimeSeconds,
  };
}

function versionClaims(request: ApplicationTokenRequest): JWTPayload {
  return request.version === '2.0'
    ? {
        iss: `https://login.microsoftonline.com/${request.tenantId}/v2.0`,
        ver: '2.0',
        azp: request.clientId,
      }
    : {
        iss: `https://sts.windows.net/${request.tenantId}/`,
        ver: '1.0',
        appid: request.clientId,
        appidacr: request.proof,
      };
}
