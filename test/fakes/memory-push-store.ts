import type { PushStore, StoredPush } from '../../shared/push/push-store';

/** Table `Pushes` in memory; `writes` counts rows that were written. */
export function memoryPushStore(): PushStore & { writes: number; rows: Map<string, StoredPush> } {
  const rows = new Map<string, StoredPush>();
  let version = 0;
  const store = {
    rows,
    writes: 0,
    read(keys: Parameters<PushStore['read']>[0]) {
      const found = keys.flatMap(({ rowKey }) => {
        const row = rows.get(rowKey);
        return row === undefined ? [] : [[rowKey, copy(row)] as const];
      });
      return Promise.resolve(new Map(found));
    },
    write(writes: Parameters<PushStore['write']>[0]) {
      const written = new Map<string, string>();
      for (const { key, record, etag } of writes) {
        if (rows.get(key.rowKey)?.etag !== etag) continue;
        version += 1;
        rows.set(key.rowKey, { record: copy(record), etag: String(version) });
        written.set(key.rowKey, String(version));
        store.writes += 1;
      }
      return Promise.resolve(written);
    },
  };
  return store;
}

/** As a table gives it back: plain data. (`structuredClone` makes objects of another realm inside Jest.) */
function copy<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}
