import { afterAll, beforeAll } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { createBlobLanes } from '../../shared/push/blob-lanes';
import { createTableIdentityClaims } from '../../shared/push/table-identity-claims';
import { createTablePushRetries } from '../../shared/push/table-push-retries';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { openContainer } from '../../shared/storage/storage-container';
import { openTable, type StorageTable } from '../../shared/storage/storage-table';
import { describeIdentityClaims } from '../contract/identity-claims.contract';
import { describeLanes, LANES_NOW, type LaneWorld } from '../contract/lanes.contract';
import { describePushRetries } from '../contract/push-retries.contract';
import { describePushStore } from '../contract/push-store.contract';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryLanes } from '../fakes/memory-lanes';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
});
afterAll(() => azurite.close());

/** A table of its own for each test. */
function freshTable(): StorageTable {
  return openTable(azurite, `Pushes${randomUUID().replaceAll('-', '')}`);
}

describePushStore('pushes in memory', () => Promise.resolve(memoryPushStore()));
describePushStore('table Pushes', () => Promise.resolve(createTablePushStore(freshTable())));

describeIdentityClaims('identity claims in memory', () => Promise.resolve(memoryIdentityClaims()));
describeIdentityClaims('identity claims in table Pushes', () =>
  Promise.resolve(createTableIdentityClaims(freshTable())),
);

describePushRetries('retries in memory', () => Promise.resolve(memoryPushRetries()));
describePushRetries('retries in table Pushes', () =>
  Promise.resolve(createTablePushRetries(freshTable())),
);

describeLanes('lanes in memory', () => {
  let time = LANES_NOW;
  const lanes = memoryLanes(() => time);
  const setNow = (to: number): void => {
    time = to;
  };
  return Promise.resolve({ one: lanes, other: lanes, setNow });
});

describeLanes('lanes in blobs', (): Promise<LaneWorld> => {
  let time = LANES_NOW;
  const name = `lanes-${randomUUID()}`;
  const lanes = () => createBlobLanes(openContainer(azurite, name), () => time);
  const setNow = (to: number): void => {
    time = to;
  };
  return Promise.resolve({ one: lanes(), other: lanes(), setNow });
});
