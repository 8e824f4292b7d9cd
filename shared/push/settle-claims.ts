import { personKey, type PersonKey } from '../model/person-key';
import { SyncError } from '../model/sync-error';
import { addressesHash, identityAddresses } from './identity-addresses';
import type { IdentityClaim } from './identity-claims';
import { endWithError, isOpen, type PushCase } from './push-case';
import type { PushRound } from './push-round';
import { shareIdentity } from './share-identity';

const MAX_TURNS = 5;

/**
 * Claims the object ids of the people found in this round, and looks again at those that were shared. Two living
 * people with one object id: neither is pushed, for nobody can tell whose values belong there.
 */
export async function settleClaims(cases: readonly PushCase[], round: PushRound): Promise<void> {
  const open = cases.filter(isOpen);
  const objectIds = new Set(open.filter(mustClaim).map(objectIdOf));
  const claiming = open.filter((one) => objectIds.has(objectIdOf(one)));
  if (claiming.length === 0) return;
  const claims = await claimAll(claiming, round);
  for (const one of claiming) {
    const others = (claims.get(objectIdOf(one)) ?? []).filter((userId) => !isOf(one, userId));
    one.record = { ...one.record, sharedWith: others };
    one.claimed = true;
    if (others.length === 0) continue;
    await shareIdentity(one, others, round.ports.store);
    const names = [one.asked[0].userId, ...others].join(', ');
    const message = `These people resolve to the same user of Entra, so none of them is pushed: ${names}.`;
    endWithError(one, { code: 'IdentityShared', target: 'graph', message });
  }
}

function mustClaim({ found, record }: PushCase): boolean {
  return record.identity !== undefined && (found !== undefined || record.sharedWith.length > 0);
}

/** Who claims each object id now, by userId; claims of the gone are dropped on the way. */
async function claimAll(
  claiming: readonly PushCase[],
  { ports }: PushRound,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const objectIds = [...new Set(claiming.map(objectIdOf))];
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const known = await ports.claims.read(objectIds);
    const living = await livingClaimants([...known.values()], { claiming, ports });
    const claims = objectIds.map((objectId) => {
      const own = claiming.filter((one) => objectIdOf(one) === objectId);
      const claimants = [
        ...(living.get(objectId) ?? []),
        ...own.map(({ asked }) => asked[0].userId),
      ];
      return { ...known.get(objectId), objectId, claimants };
    });
    const changed = claims.filter((claim) => !sameClaimants(claim, known.get(claim.objectId)));
    if (changed.length === 0 || (await ports.claims.write(changed))) {
      return new Map(claims.map(({ objectId, claimants }) => [objectId, claimants]));
    }
  }
  throw new SyncError('StorageUnavailable', 'Identity claims keep changing while they are read.');
}

/** Claimants besides the people of this round who are alive and still resolve to the object id. */
async function livingClaimants(
  claims: readonly IdentityClaim[],
  { claiming, ports }: { claiming: readonly PushCase[]; ports: PushRound['ports'] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const here = new Set(claiming.map(({ key }) => key.rowKey));
  const keys = new Map<string, PersonKey>();
  for (const userId of claims.flatMap(({ claimants }) => claimants)) {
    const key = personKey(userId);
    if (!here.has(key.rowKey)) keys.set(userId, key);
  }
  if (keys.size === 0) return new Map();
  const profiles = await ports.readProfiles([...keys.values()]);
  const pushes = await ports.store.read([...keys.values()]);
  const lives = (userId: string, objectId: string): boolean => {
    const rowKey = keys.get(userId)?.rowKey ?? '';
    const profile = profiles.get(rowKey);
    const identity = pushes.get(rowKey)?.record.identity;
    if (profile?.lifecycle !== 'active' || identity?.objectId !== objectId) return false;
    const isKnown = identity.resolvedFrom !== '';
    return !isKnown || identity.resolvedFrom === addressesHash(identityAddresses(profile));
  };
  return new Map(
    claims.map(({ objectId, claimants }) => [
      objectId,
      claimants.filter((userId) => lives(userId, objectId)),
    ]),
  );
}

function objectIdOf({ record }: PushCase): string {
  return record.identity?.objectId ?? '';
}

function isOf({ key }: PushCase, userId: string): boolean {
  return personKey(userId).rowKey === key.rowKey;
}

function sameClaimants(claim: IdentityClaim, known: IdentityClaim | undefined): boolean {
  return [...claim.claimants].sort().join('\n') === [...(known?.claimants ?? [])].sort().join('\n');
}
