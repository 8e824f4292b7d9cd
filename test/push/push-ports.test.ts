import { createBlobLanes } from '../../shared/push/blob-lanes';
import { createTableIdentityClaims } from '../../shared/push/table-identity-claims';
import { createTablePushRetries } from '../../shared/push/table-push-retries';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { openContainer } from '../../shared/storage/storage-container';
import { describeIdentityClaims } from '../contract/identity-claims.contract';
import { describeLanes, LANES_NOW, type LaneWorld } from '../contract/lanes.contract';
import { describePushRetries } from '../contract/push-retries.contract';
import { describePushStore } from '../contract/push-store.contract';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryLanes } from '../fakes/memory-lanes';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();

describePushStore('pushes in memory', () => Promise.resolve(memoryPushStore()));
describePushStore('table Pushes', () =>
  Promise.resolve(createTablePushStore(storage.emptyTable())),
);

describeIdentityClaims('identity claims in memory', () => Promise.resolve(memoryIdentityClaims()));
describeIdentityClaims('identity claims in table Pushes', () =>
  Promise.resolve(createTableIdentityClaims(storage.emptyTable())),
);

describePushRetries('retries in memory', () => Promise.resolve(memoryPushRetries()));
describePushRetries('retries in table Pushes', () =>
  Promise.resolve(createTablePushRetries(storage.emptyTable())),
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
  const name = storage.newName();
  const lanes = () => createBlobLanes(openContainer(storage.connection(), name), () => time);
  const setNow = (to: number): void => {
    time = to;
  };
  return Promise.resolve({ one: lanes(), other: lanes(), setNow });
});
