import { expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client';
import { control } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();

interface Report {
  readonly ready: boolean;
  readonly checks: readonly { readonly check: string; readonly status: string }[];
  readonly properties: readonly {
    readonly source: string;
    readonly status: string;
    readonly code?: string;
  }[];
}

async function preflight(): Promise<Report> {
  const admin = await ApiClient.signIn(system, 'sync-admin');
  const { status, body } = await admin.send<Report>('POST', '/app/manage/push/preflight');
  expect(status).toBe(200);
  return body;
}

test('S8, S60: an administrator is told what SharePoint lacks before people are pushed', async () => {
  await control(system.tenantUrl, { users: [{ userPrincipalName: 'ana@contoso.com' }] });
  const before = await preflight();
  expect(before.checks.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(before.ready).toBe(true);
  await control(system.tenantUrl, { properties: [{ name: 'AudienceLocation', removed: true }] });
  const report = await preflight();
  expect(report.ready).toBe(false);
  expect(report.properties.filter(({ status }) => status === 'failed')).toEqual([
    expect.objectContaining({ source: 'audienceLocation', code: 'PropertyMissing' }),
  ]);
});
