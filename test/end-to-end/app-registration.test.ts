import { beforeAll, expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import { readErrorLines } from '../support/stored-rows';
import { control, readCounts, readPerson } from '../support/tenant-desk';
import { createTestCertificate, type TestCertificate } from '../support/test-certificate';
import { useDurableSystem } from '../support/test-system';

const CLIENT_ID = '33333333-3333-4333-8333-333333333333';
const system = useDurableSystem();
let made: TestCertificate;

beforeAll(async () => {
  made = await createTestCertificate();
  await system.startApp({ AZURE_CLIENT_ID: CLIENT_ID, AZURE_CLIENT_CERTIFICATE: made.both });
});

interface Report {
  readonly checks: readonly { readonly check: string; readonly status: string }[];
}

async function checkTokens() {
  const admin = await ApiClient.signIn(system, 'sync-admin');
  const { body } = await admin.send<Report>('POST', '/app/manage/push/preflight');
  return body.checks.filter(({ check }) => /Token|Roles$/.test(check));
}

test('an app registration waits until Entra knows its certificate, then everybody arrives', async () => {
  const hr = await ApiClient.signIn(system);
  const { submissionId } = await hr.deliver([samplePerson('E-certificate')]);
  const lines = await eventually(
    () => readErrorLines(system.storage, submissionId),
    (found) => found.some(({ stage }) => stage === 'push'),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ status: 'Error', code: 'TenantRefused', stage: 'push' }),
  );
  expect(await checkTokens()).toContainEqual(
    expect.objectContaining({ check: 'graphToken', status: 'failed', code: 'TokenRefused' }),
  );
  expect(await hr.status(submissionId)).toMatchObject({ state: 'pushing' });

  await control(system.tenantUrl, {
    clients: [{ clientId: CLIENT_ID, certificate: made.certificate }],
  });
  expect(await hr.endedInTime(submissionId)).toMatchObject({
    state: 'completed',
    push: { pushed: 1, failed: 0 },
  });
  expect(await readPerson(system.tenantUrl, 'e-certificate@contoso.com')).toMatchObject({
    user: { jobTitle: 'Engineer' },
    profile: { CostCenter: 'CC-7' },
  });
  expect(await checkTokens()).toMatchObject([
    { check: 'graphToken', status: 'ok' },
    { check: 'graphRoles', status: 'ok' },
    { check: 'sharePointToken', status: 'ok' },
    { check: 'sharePointRoles', status: 'ok' },
  ]);
});

test('the managed identity is not asked for tokens besides, and the key is in no output', async () => {
  expect((await readCounts(system.tenantUrl)).requests['token']?.total).toBe(0);
  expect(system.output()).not.toContain(made.privateKey.split('\n')[1]);
});
