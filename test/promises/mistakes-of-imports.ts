import { createBuryPush } from '../../shared/flows/bury-push';
import { createFollowImports } from '../../shared/flows/follow-imports';
import { createPushPart } from '../../shared/flows/push-part';
import { personKey } from '../../shared/model/person-key';
import {
  importMark,
  isImportMark,
  type ImportStore,
  type ProfileImport,
  type StoredImport,
} from '../../shared/push/import-store';
import type { ImportJob, ProfileImports } from '../../shared/push/profile-imports';
import type { PushRecord, PushStore } from '../../shared/push/push-store';
import type { FlowPorts, Flows, Mistake } from './flows-over';

/** The flow that imports, with other ports. */
function importingWith(
  ports: FlowPorts,
  { store, ...other }: Partial<FlowPorts> & { readonly store?: PushStore },
): Partial<Flows> {
  const tenant = store === undefined ? ports.tenant : { ...ports.tenant, store };
  return { followImports: createFollowImports({ ...ports, tenant, ...other }) };
}

function mapRecords(
  store: PushStore,
  { read, write }: Partial<Record<'read' | 'write', (record: PushRecord) => PushRecord>>,
): PushStore {
  return {
    read: async (keys) => {
      const rows = await store.read(keys);
      if (read === undefined) return rows;
      return new Map(
        [...rows].map(([rowKey, row]) => [rowKey, { ...row, record: read(row.record) }]),
      );
    },
    write: (writes) =>
      store.write(
        writes.map((one) => (write === undefined ? one : { ...one, record: write(one.record) })),
      ),
  };
}

function withoutImportMarks({ doubts, ...record }: PushRecord): PushRecord {
  const own = Object.entries(doubts).filter(([, mark]) => !isImportMark(mark));
  return { ...record, doubts: Object.fromEntries(own) };
}

/** The step with the file's address is only in the worker's mind. */
function withoutStoring(importStore: ImportStore): ImportStore {
  return {
    ...importStore,
    write: async (current, etag) =>
      current.phase === 'stored' ? etag : importStore.write(current, etag),
  };
}

function seenAs(
  importStore: ImportStore,
  change: (current: ProfileImport) => ProfileImport,
): ImportStore {
  const seen = (stored: StoredImport): StoredImport => ({
    ...stored,
    current: change(stored.current),
  });
  return {
    ...importStore,
    read: async () => {
      const stored = await importStore.read();
      return stored === undefined ? undefined : seen(stored);
    },
  };
}

/** Believes that everybody who was in the file still carries the mark when the import is settled. */
function believingInMarks(ports: FlowPorts): PushStore {
  return {
    ...ports.tenant.store,
    read: async (keys) => {
      const rows = await ports.tenant.store.read(keys);
      const current = (await ports.importStore.read())?.current;
      if (current?.phase !== 'settling') return rows;
      const mark = importMark(current.id);
      for (const { userId, words } of await ports.importStore.readPeople(current.id)) {
        const { rowKey } = personKey(userId);
        const row = rows.get(rowKey);
        if (row === undefined) continue;
        const marks = Object.fromEntries(Object.keys(words).map((id) => [id, mark]));
        const record = { ...row.record, doubts: { ...row.record.doubts, ...marks } };
        (rows as Map<string, typeof row>).set(rowKey, { ...row, record });
      }
      return rows;
    },
  };
}

function alwaysEnded(imports: ProfileImports): ProfileImports {
  const ended = (job: ImportJob): ImportJob => ({ ...job, state: 'succeeded', error: 0 });
  return {
    ...imports,
    find: async (...about) => {
      const job = await imports.find(...about);
      return job === undefined ? undefined : ended(job);
    },
    list: async (form) => (await imports.list(form)).map(ended),
  };
}

/** Mistakes around bulk imports: what stands in a file is old by the time it stands in the profiles. */
export const MISTAKES_OF_IMPORTS: readonly Mistake[] = [
  {
    name: 'K9: imports people without marking them',
    flows: (ports) =>
      importingWith(ports, {
        store: mapRecords(ports.tenant.store, { write: withoutImportMarks }),
      }),
  },
  {
    name: 'K9: sends by PeopleManager what an import holds',
    flows: (ports) => {
      const imports = { ...ports.tenant.imports, read: () => Promise.resolve(undefined) };
      const other = { ...ports, tenant: { ...ports.tenant, imports } };
      return { pushPart: createPushPart(other), buryPush: createBuryPush(other) };
    },
  },
  {
    name: 'K9: queues a file whose address it has not stored',
    flows: (ports) => importingWith(ports, { importStore: withoutStoring(ports.importStore) }),
  },
  {
    name: 'K9: settles an import that has not ended',
    flows: (ports) => importingWith(ports, { profileImports: alwaysEnded(ports.profileImports) }),
  },
  {
    name: 'K9: settles people whose mark no longer stands',
    flows: (ports) => importingWith(ports, { store: believingInMarks(ports) }),
  },
  {
    name: 'K9: takes everybody for pushed whose import has failed',
    flows: (ports) =>
      importingWith(ports, {
        importStore: seenAs(ports.importStore, (current) => ({
          ...current,
          ...(current.phase === 'settling' ? { end: 0 } : {}),
        })),
      }),
  },
  {
    name: 'K9: forgets an import that was stored, as if it was never queued',
    flows: (ports) =>
      importingWith(ports, {
        importStore: seenAs(ports.importStore, (current) => ({
          ...current,
          ...(current.phase === 'stored' ? { phase: 'collecting' } : {}),
        })),
      }),
  },
];
