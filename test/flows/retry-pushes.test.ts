import { describe, expect, it } from '@jest/globals';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createRetryPushes } from '../../shared/flows/retry-pushes';
import { SyncError } from '../../shared/model/sync-error';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { memoryReportNotes } from '../fakes/memory-report-notes';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { PushWorld } from '../push/push-world';
import { profileOf } from '../push/routing-with';

const ANNA = 'anna@contoso.com';
const BERT = 'bert@contoso.com';

/** Two people whose profile was missing a day ago. */
async function aDayLater() {
  const world = new PushWorld();
  for (const upn of [ANNA, BERT]) world.put(profileOf(upn, { fields: { upn, mobile: '1' } }));
  world.tenant.refused.set('CellPhone', {
    ...{ kind: 'refused', code: 'IdentityNotResolvable', message: 'No profile.' },
  });
  await world.push(ANNA, BERT);
  world.tenant.refused.clear();
  world.now += 24 * 3_600_000;
  const settings = createMemorySettingsRows();
  settings.edit('SyncConfiguration', '{"TogoUPEnabled": true, "SharePointUPSync": true}');
  const now = () => world.now;
  const ledger = memoryReportNotes(now);
  const retryPushes = createRetryPushes({
    ...{ now, ledger, tenant: world.ports },
    configuration: createCachedConfiguration({ rows: settings, now }),
    catalogue: createMemoryPropertyCatalogue(),
    errors: createMemoryErrorDetails(),
  });
  return { world, ledger, retryPushes };
}

describe('trying people again', () => {
  it('S40: sends who has come into being, and the error file hears of it', async () => {
    const { world, ledger, retryPushes } = await aDayLater();
    await retryPushes();
    expect(world.sharePoint(ANNA)).toEqual({ CellPhone: '1' });
    expect(await world.retries.due(Infinity, 10)).toEqual([]);
    expect(await ledger.dueReports(world.now, 10)).toMatchObject([
      { submissionId: 'submission-1' },
    ]);
  });

  it('puts off for whom a call fails, and the others go on', async () => {
    const { world, retryPushes } = await aDayLater();
    world.tenant.onCall = ({ name, who }) => {
      if (name === 'set' && who === ANNA) throw new SyncError('TenantUnavailable', 'Gone.');
      return undefined;
    };
    await retryPushes();
    expect(world.sharePoint(BERT)).toEqual({ CellPhone: '1' });
    const left = await world.retries.due(Infinity, 10);
    expect(left).toMatchObject([{ userId: ANNA, attempt: 2, dueAt: world.now + 15 * 60_000 }]);
  });
});
