import { RetryLaterError } from '../../shared/model/sync-error';
import { createTableIdentityClaims } from '../../shared/push/table-identity-claims';
import { createTablePushRetries } from '../../shared/push/table-push-retries';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { describeDirectoryUsers } from '../contract/directory-users.contract';
import { describeIdentityClaims } from '../contract/identity-claims.contract';
import { describeProfileWriter } from '../contract/profile-writer.contract';
import { describePushRetries } from '../contract/push-retries.contract';
import { describePushStore } from '../contract/push-store.contract';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';
import { MemoryTenant } from '../fakes/memory-tenant';
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

describeDirectoryUsers('users in memory', () => {
  const tenant = new MemoryTenant();
  return Promise.resolve({
    directory: tenant.directory,
    attributesOf: (upn) => Promise.resolve(tenant.entra.get(`id-${upn}`) ?? {}),
    list: (upns) => {
      const users = upns.map((userPrincipalName) => ({
        objectId: `id-${userPrincipalName}`,
        userPrincipalName,
        onPremisesSync: false,
        mail: userPrincipalName,
      }));
      tenant.everybody.push(...users);
      return Promise.resolve();
    },
    throttleOne: () => {
      const pause = new RetryLaterError('Throttled', 'Later.', { retryAt: Date.now() + 5_000 });
      tenant.onCall = () => {
        tenant.onCall = () => undefined;
        throw pause;
      };
      return Promise.resolve();
    },
  });
});

describeProfileWriter('profiles in memory', () => {
  const tenant = new MemoryTenant();
  return Promise.resolve({
    profiles: tenant.profiles,
    valueOf: (upn, property) => {
      const value = tenant.sharePoint.get(upn)?.[property] as string | readonly string[];
      return Promise.resolve(typeof value === 'string' ? value : value.join('|'));
    },
  });
});
