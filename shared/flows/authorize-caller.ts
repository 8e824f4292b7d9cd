import type { Caller } from '../access/caller';
import { requireAdmin, requireIngestRole, requireReader } from '../access/roles';
import type { TokenVerifier } from '../access/verify-token';

/**
 * Who may do what (design §6). Each takes the value of the `Authorization` header and gives the caller it proves.
 *
 * @throws SyncError `Unauthorized`, `Forbidden`, or `SigningKeysUnavailable`
 */
export interface AuthorizeCaller {
  /** Anyone whose token is good; what they may see is decided by what they ask for. */
  known(authorization: string | null): Promise<Caller>;
  /** Applications that may deliver people (rows S41 and S50). */
  deliverer(authorization: string | null): Promise<Caller>;
  /** Who may read what administrators read. */
  reader(authorization: string | null): Promise<Caller>;
  /** Who may change what administrators change. */
  administrator(authorization: string | null): Promise<Caller>;
}

export interface AuthorizePorts {
  readonly verifier: TokenVerifier;
  readonly ingestRoles: readonly string[];
}

export function createAuthorizeCaller({ verifier, ingestRoles }: AuthorizePorts): AuthorizeCaller {
  const known = (authorization: string | null) => verifier.verify(authorization);
  const allowed = (requireRole: (caller: Caller) => void) => async (header: string | null) => {
    const caller = await known(header);
    requireRole(caller);
    return caller;
  };
  return {
    known,
    deliverer: allowed((caller) => {
      requireIngestRole(caller, ingestRoles);
    }),
    reader: allowed(requireReader),
    administrator: allowed(requireAdmin),
  };
}
