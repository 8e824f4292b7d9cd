import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createAcceptDelivery } from '../../shared/flows/accept-delivery';
import type { Delivery } from '../../shared/flows/receive-delivery';
import { createBlobChunkStore } from '../../shared/intake/blob-chunk-store';
import type { PropertyCatalogue } from '../../shared/model/profile-property';
import { createBlobSubmissionFiles } from '../../shared/record/blob-submission-files';
import { createContainerClient } from '../../shared/storage/storage-connection';
import { openContainer } from '../../shared/storage/storage-container';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();
const now = () => Date.UTC(2030, 0, 1);
const SETTINGS = { SyncConfiguration: { TogoUPEnabled: true } };

let container: string;

beforeEach(() => {
  container = storage.newName();
});

interface Facts {
  readonly catalogue?: PropertyCatalogue;
  readonly settings?: object;
}

/** Takes one person with the new property `badge` in; their chunks lie in real blobs. */
function deliver({ catalogue = createMemoryPropertyCatalogue(), settings = {} }: Facts) {
  const users = [{ userId: 'E-1', extended_props: [{ Key: 'badge', Type: 1, Value: 'x' }] }];
  const delivery: Delivery = {
    caller: 'hr-system',
    kind: 'batch',
    mode: 'merge',
    idempotencyKey: 'nightly',
    async *openBody() {
      yield Buffer.from(JSON.stringify({ users }));
    },
  };
  const rows = createMemorySettingsRows({ ...SETTINGS, ...settings });
  const accept = createAcceptDelivery({
    now,
    catalogue,
    ledger: createMemorySubmissionLedger({ now }),
    history: createMemorySubmissionHistory(),
    errors: createMemoryErrorDetails(),
    files: createBlobSubmissionFiles(openContainer(storage.connection(), container)),
    chunks: createBlobChunkStore(createContainerClient(storage.connection(), container)),
    changes: createMemoryWorkQueue(),
    configuration: createCachedConfiguration({ rows, now }),
  });
  return accept(delivery);
}

async function storedNames(): Promise<string[]> {
  const names: string[] = [];
  const client = createContainerClient(storage.connection(), container);
  for await (const { name } of client.listBlobsFlat()) names.push(name);
  return names;
}

/** A catalogue in which another delivery is faster, with another type. */
function contested(): PropertyCatalogue {
  const before = createMemoryPropertyCatalogue();
  const after = createMemoryPropertyCatalogue([{ name: 'badge', type: 3 }]);
  return { ...after, read: () => before.read() };
}

describe('a refused delivery', () => {
  test('leaves blobs when it is not refused, so that the tests below can fail', async () => {
    const { submissionId } = await deliver({});
    expect(await storedNames()).toEqual([
      `${submissionId}/answer.json`,
      `${submissionId}/changes.ndjson`,
    ]);
  });

  test('S59: leaves no person behind when another one took its property first', async () => {
    await expect(deliver({ catalogue: contested() })).rejects.toMatchObject({
      code: 'NoValidUser',
    });
    expect(await storedNames()).toEqual([]);
  });

  test('S4: leaves no person behind when a setting is broken', async () => {
    const settings = { Retention: { idempotencyDays: 1e300 } };
    await expect(deliver({ settings })).rejects.toMatchObject({ code: 'ConfigurationInvalid' });
    expect(await storedNames()).toEqual([]);
  });
});
