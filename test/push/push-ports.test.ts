import { createTableIdentityClaims } from '../../shared/push/table-identity-claims';
import { createTablePushRetries } from '../../shared/push/table-push-retries';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { describeIdentityClaims } from '../contract/identity-claims.contract';
import { describePushRetries } from '../contract/push-retries.contract';
import { describePushStore } from '../contract/push-store.contract';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
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
