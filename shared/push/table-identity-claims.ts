import { z } from 'zod';
import { encodeKey } from '../model/person-key';
import { SyncError } from '../model/sync-error';
import { readRows } from '../storage/read-rows';
import type { StorageTable } from '../storage/storage-table';
import { readPlain } from '../storage/plain-column';
import type { TableRow } from '../storage/table-row';
import type { TableAction } from '../storage/table-transaction';
import { readText, writeText } from '../storage/text-column';
import type { IdentityClaim, IdentityClaims } from './identity-claims';

const PARTITION = 'identity';
const userIds = z.array(z.string());

/** Partition `identity` of table `Pushes`: a row an object id. */
export function createTableIdentityClaims(table: StorageTable): IdentityClaims {
  return {
    async read(objectIds) {
      const rows = await readRows(table, PARTITION, objectIds.map(encodeKey));
      return new Map(rows.map(fromRow).map((claim) => [claim.objectId, claim]));
    },
    async write(claims) {
      const result = await table.transact(claims.map(toAction));
      if (result.kind === 'refused') {
        throw new SyncError('Internal', 'The service refuses an identity claim for what it is.');
      }
      return result.kind === 'written';
    },
  };
}

function toAction({ objectId, claimants, etag }: IdentityClaim): TableAction {
  const row = {
    partitionKey: PARTITION,
    rowKey: encodeKey(objectId),
    objectId,
    ...writeText('claimants', JSON.stringify(claimants)),
  };
  return etag === undefined ? { kind: 'insert', row } : { kind: 'replace', row, etag };
}

function fromRow(row: TableRow): IdentityClaim {
  return {
    objectId: readPlain(row, 'objectId'),
    claimants: userIds.parse(JSON.parse(readText(row, 'claimants') ?? '[]')),
    etag: row.etag,
  };
}
