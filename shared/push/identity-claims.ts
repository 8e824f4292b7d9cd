/** Who resolved to one object id of the tenant, by userId as sent. More than one living person: `IdentityShared`. */
export interface IdentityClaim {
  readonly objectId: string;
  readonly claimants: readonly string[];
  /** Absent: nobody has claimed it yet. */
  readonly etag?: string;
}

/** Partition `identity` of table `Pushes`. Only the holder of the Graph lane writes it. */
export interface IdentityClaims {
  /** The claims on these object ids, up to a hundred, by object id; unclaimed ones are absent. */
  read(objectIds: readonly string[]): Promise<ReadonlyMap<string, IdentityClaim>>;
  /** Writes up to a hundred claims, all or none; false when one of them has changed since it was read. */
  write(claims: readonly IdentityClaim[]): Promise<boolean>;
}
