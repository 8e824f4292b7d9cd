import { createApplyPart } from '../../shared/flows/apply-part';
import { createBuryPush } from '../../shared/flows/bury-push';
import { createPushPart } from '../../shared/flows/push-part';
import { pushRanges, pushResult } from '../../shared/flows/push-range';
import type { ProfileStore } from '../../shared/apply/profile-store';
import { personKey } from '../../shared/model/person-key';
import type { UserProfile } from '../../shared/model/user-profile';
import type { Lane } from '../../shared/push/lanes';
import type { PushPorts, ReadProfiles } from '../../shared/push/push-round';
import type { PushRecord, PushStore } from '../../shared/push/push-store';
import type { SubmissionFiles } from '../../shared/record/submission-files';
import type { FlowPorts, Flows, Mistake } from './flows-over';

/** The flows that push, with another tenant side. */
function pushingWith(ports: FlowPorts, tenant: Partial<PushPorts>): Partial<Flows> {
  const other = { ...ports, tenant: { ...ports.tenant, ...tenant } };
  return { pushPart: createPushPart(other), buryPush: createBuryPush(other) };
}

/** K6: pushes whom this very delivery has written, not whom the row says. */
function rememberingWrites(ports: FlowPorts): Pick<FlowPorts, 'profiles' | 'files'> {
  const written = new Set<string>();
  const profiles: ProfileStore = {
    read: (keys) => ports.profiles.read(keys),
    write: async (writes) => {
      const result = await ports.profiles.write(writes);
      if (result.kind === 'written') for (const { key } of writes) written.add(key.rowKey);
      return result;
    },
  };
  const files: SubmissionFiles = {
    ...ports.files,
    saveOutcomes: (id, part, outcomes) =>
      ports.files.saveOutcomes(
        id,
        part,
        outcomes.map(({ push, ...outcome }) =>
          push === true && written.has(personKey(outcome.userId).rowKey)
            ? { ...outcome, push }
            : outcome,
        ),
      ),
  };
  return { profiles, files };
}

/** K9: one hash of what was pushed; marks live only as long as the worker. */
function withoutDoubts(store: PushStore): PushStore {
  const marks = new Map<string, { etag: string; doubts: PushRecord['doubts'] }>();
  return {
    read: async (keys) => {
      const rows = await store.read(keys);
      return new Map(
        [...rows].map(([rowKey, { record, etag }]) => {
          const mark = marks.get(rowKey);
          const doubts = mark?.etag === etag ? mark.doubts : {};
          return [rowKey, { etag, record: { ...record, doubts } }];
        }),
      );
    },
    write: async (writes) => {
      const kept = writes.map((write) => ({ ...write, record: { ...write.record, doubts: {} } }));
      const etags = await store.write(kept);
      for (const { key, record } of writes) {
        const etag = etags.get(key.rowKey);
        if (etag !== undefined) marks.set(key.rowKey, { etag, doubts: record.doubts });
      }
      return etags;
    },
  };
}

const profilesOfWorlds = new WeakMap<object, Map<string, UserProfile>>();

/** K9: the profile is not read under the lane, but was read for an earlier push. */
function readingOnce(readProfiles: ReadProfiles, world: object): ReadProfiles {
  const known = profilesOfWorlds.get(world) ?? new Map<string, UserProfile>();
  profilesOfWorlds.set(world, known);
  return async (keys) => {
    for (const [rowKey, profile] of await readProfiles(keys)) {
      if (!known.has(rowKey)) known.set(rowKey, profile);
    }
    return new Map(known);
  };
}

const FREE_LANE: Lane = {
  ensure: () => Promise.resolve(true),
  holdUntil: () => Promise.resolve(),
  reserve: (calls) => Promise.resolve({ granted: calls, until: Infinity }),
  release: () => Promise.resolve(),
};

/** Mistakes on the way from the store to the tenant, most of them named by the promises. */
export const MISTAKES_OF_PUSH: readonly Mistake[] = [
  {
    name: 'K6: pushes after writing, and forgets whom it wrote when it crashes',
    flows: (ports) => ({
      applyPart: (name) => createApplyPart({ ...ports, ...rememberingWrites(ports) })(name),
    }),
  },
  {
    name: 'K9: keeps one hash of what was pushed and no doubt',
    flows: (ports) => pushingWith(ports, { store: withoutDoubts(ports.tenant.store) }),
  },
  {
    name: 'K9: sends what it read for an earlier push',
    flows: (ports, _flows, world) =>
      pushingWith(ports, { readProfiles: readingOnce(ports.tenant.readProfiles, world) }),
  },
  {
    name: 'K9: calls without a lane',
    flows: (ports) =>
      pushingWith(ports, {
        lanes: { acquire: () => Promise.resolve({ kind: 'mine', lane: FREE_LANE }) },
      }),
  },
  {
    name: 'K9: records the push before it is made',
    flows: (ports, { pushPart }) => ({
      pushPart: async (name) => {
        const outcomes = await ports.files.readOutcomes(name.submissionId, name.part);
        const results = pushRanges({ ...name, since: 0 }, outcomes ?? []).map((range) =>
          pushResult(
            range,
            range.people.map((person) => ({ person, outcome: 'pushed', errors: [] })),
          ),
        );
        const early = { ...ports.ledger, recordPushes: () => Promise.resolve() };
        await createPushPart({ ...ports, ledger: early })(name);
        await ports.ledger.recordPushes(name.submissionId, results);
        await pushPart(name);
      },
    }),
  },
  {
    name: 'K8: forgets whom the undertaker of pushes has failed',
    flows: (ports) => {
      const retries = { ...ports.tenant.retries, add: () => Promise.resolve() };
      const tenant = { ...ports.tenant, retries };
      return { buryPush: createBuryPush({ ...ports, tenant }) };
    },
  },
];
