import type { IdentityClaim, IdentityClaims } from '../../shared/push/identity-claims';

/** Partition `identity` of table `Pushes` in memory. */
export function memoryIdentityClaims(): IdentityClaims & { writes: number } {
  const rows = new Map<string, IdentityClaim>();
  let version = 0;
  const claims = {
    writes: 0,
    read(objectIds: readonly string[]) {
      const found = objectIds.flatMap((id) => rows.get(id) ?? []);
      return Promise.resolve(new Map(found.map((claim) => [claim.objectId, claim])));
    },
    write(written: readonly IdentityClaim[]) {
      if (written.some(({ objectId, etag }) => rows.get(objectId)?.etag !== etag)) {
        return Promise.resolve(false);
      }
      for (const claim of written) {
        version += 1;
        rows.set(claim.objectId, { ...claim, etag: String(version) });
        claims.writes += 1;
      }
      return Promise.resolve(true);
    },
  };
  return claims;
}
