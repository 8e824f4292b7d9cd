import type { TokenCredential } from '@azure/identity';
import { createTableActivePeople } from './apply/table-active-people';
import { createTableProfileStore } from './apply/table-profile-store';
import { createCachedConfiguration } from './configuration/cached-configuration';
import { createConfigurationEditor } from './configuration/configuration-editor';
import { createTableAuditLog } from './configuration/table-audit-log';
import { createTablePropertyCatalogue } from './configuration/table-property-catalogue';
import { createTableSettingsRows } from './configuration/table-settings-rows';
import { createBlobChunkStore } from './intake/blob-chunk-store';
import { createTableOwedResync } from './push/table-owed-resync';
import { createBlobSubmissionFiles } from './record/blob-submission-files';
import { createTableErrorDetails } from './record/table-error-details';
import { createTableSubmissionHistory } from './record/table-submission-history';
import { createTableSubmissionLedger } from './record/table-submission-ledger';
import type { StorageSettings } from './settings';
import { createQueueWorkQueue } from './storage/queue-work-queue';
import { createContainerClient, type StorageConnection } from './storage/storage-connection';
import { openContainer } from './storage/storage-container';
import { openTable } from './storage/storage-table';

export function toConnection(
  storage: StorageSettings,
  credential: TokenCredential,
): StorageConnection {
  return storage.kind === 'connectionString'
    ? { connectionString: storage.connectionString }
    : { accountName: storage.accountName, credential };
}

/** Part of the composition root: what is kept in tables and blobs. `now`: milliseconds since the epoch. */
export function createStores(connection: StorageConnection, now: () => number) {
  const table = (name: string) => openTable(connection, name);
  const submissions = table('Submissions');
  const people = table('UserProfiles');
  const rows = createTableSettingsRows(table('Settings'));
  const audit = createTableAuditLog(table('AuditLog'));
  return {
    now,
    ledger: createTableSubmissionLedger(submissions, now),
    history: createTableSubmissionHistory(submissions, now),
    errors: createTableErrorDetails(table('TogoUPErrorDetail'), now),
    files: createBlobSubmissionFiles(openContainer(connection, 'submissions')),
    chunks: createBlobChunkStore(createContainerClient(connection, 'submissions')),
    profiles: createTableProfileStore(people),
    people: createTableActivePeople(people),
    owed: createTableOwedResync(table('Pushes'), now),
    catalogue: createTablePropertyCatalogue(table('ProfileProperties'), { now }),
    configuration: createCachedConfiguration({ rows, now }),
    configurationEditor: createConfigurationEditor({ rows, audit, now }),
  };
}

/** Part of the composition root: every queue that is written to. */
export function createQueues(connection: StorageConnection, now: () => number) {
  const queue = (name: string) => createQueueWorkQueue({ connection, name, now });
  return {
    changes: queue('profile-changes'),
    pushes: queue('sharepoint-pushes'),
    imports: queue('sharepoint-imports'),
    buriedChanges: queue('profile-changes-poison'),
    buriedPushes: queue('sharepoint-pushes-poison'),
  };
}
