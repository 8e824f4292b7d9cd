import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, type Person, type Submission } from '../support/api-client';
import { eventually } from '../support/eventually';
import { breakLaneLeases } from '../support/lane-leases';
import { readErrorLines, readStoredRows, writeSetting } from '../support/stored-rows';
import { readCounts, readEverybody } from '../support/tenant-desk';
import { useDurableSystem } from '../support/test-system';

const system = useDurableSystem();

afterEach(async () => {
  await system.endApp('SIGTERM');
});

async function crash(): Promise<void> {
  await system.endApp('SIGKILL');
  await breakLaneLeases(system.storage);
}

function peopleOf(prefix: string, count: number): Person[] {
  return Array.from({ length: count }, (_, number) => ({
    userId: `${prefix}-${number}`,
    name: `Name ${prefix} ${number}`,
    upn: `${prefix}.${number}@contoso.com`,
    extended_props: [{ Key: 'CostCenter', Type: 1, Value: `CC-${number}` }],
  }));
}

/** Waits until more people stand in the store, and gives how many. */
async function storedMoreThan(count: number): Promise<number> {
  return eventually(
    async () => (await readStoredRows(system.storage, 'UserProfiles')).length,
    (found) => found > count,
  );
}

async function patchedAtLeast(count: number): Promise<void> {
  await eventually(
    async () => (await readCounts(system.tenantUrl)).requests['graph']?.kinds['patchUser'] ?? 0,
    (found) => found >= count,
  );
}

async function outcomesOf(hr: ApiClient, submissionId: string): Promise<number[]> {
  const path = `/app/togouserprofile/submissions/${submissionId}/outcomes`;
  const indexes: number[] = [];
  let continuation: string | undefined = '0.0';
  while (continuation !== undefined) {
    const { body }: { body: { items: { index: number }[]; continuation?: string } } = await hr.get(
      `${path}?continuation=${continuation}`,
    );
    indexes.push(...body.items.map(({ index }) => index));
    continuation = body.continuation;
  }
  return indexes.sort((one, other) => one - other);
}

async function expectOneCompletedLine({ submissionId }: Submission): Promise<void> {
  const lines = await readErrorLines(system.storage, submissionId);
  expect(lines.map((line) => line['status'])).toEqual(['Completed']);
}

test('promises 1 and 4: killed again and again while it writes 3,000 people, all arrive once', async () => {
  await system.startApp();
  // Tables are what is looked at here; the tenant has its turn below.
  await writeSetting(system.storage, 'SyncConfiguration', '{"TogoUPEnabled":true}');
  await system.endApp('SIGTERM');
  await system.startApp();
  const people = peopleOf('crash', 3_000);
  const { submissionId } = await (await ApiClient.signIn(system)).deliver(people);
  for (let stored = 0, kills = 0; kills < 3 && stored < people.length; kills += 1) {
    stored = await storedMoreThan(stored);
    await crash();
    await system.startApp();
  }
  const hr = await ApiClient.signIn(system);
  const ended = await hr.ended(submissionId);
  expect(ended).toMatchObject({
    state: 'completed',
    received: 3_000,
    outcomes: { created: 3_000, failed: 0 },
  });
  const rows = await readStoredRows(system.storage, 'UserProfiles');
  const names = new Map(rows.map((row) => [row['userId'], row['name']]));
  expect(rows).toHaveLength(3_000);
  expect(names).toEqual(new Map(people.map(({ userId, name }) => [userId, name])));
  expect(await outcomesOf(hr, submissionId)).toEqual(people.map((_, index) => index));
  await expectOneCompletedLine(ended);
});

test('K9: killed again and again while it pushes, Entra and SharePoint end as the store', async () => {
  await system.startApp();
  await writeSetting(
    system.storage,
    'SyncConfiguration',
    '{"TogoUPEnabled":true,"SharePointUPSync":true}',
  );
  await system.endApp('SIGTERM');
  await system.startApp();
  const people = peopleOf('push', 120);
  const { submissionId } = await (await ApiClient.signIn(system)).deliver(people);
  for (const patched of [5, 60]) {
    await patchedAtLeast(patched);
    await crash();
    await system.startApp();
  }
  const ended = await (await ApiClient.signIn(system)).ended(submissionId);
  expect(ended).toMatchObject({
    state: 'completed',
    outcomes: { created: 120 },
    push: { pushed: 120, pending: 0, failed: 0 },
  });
  const { users, profiles } = await readEverybody(system.tenantUrl);
  const byUpn = new Map(users.map((user) => [user['userPrincipalName'], user]));
  const arrived = people.map(({ userId, upn }) => ({
    userId,
    name: byUpn.get(upn)?.['displayName'],
    costCenter: profiles[`i:0#.f|membership|${String(upn)}`]?.['CostCenter'],
  }));
  expect(arrived).toEqual(
    people.map(({ userId, name }, place) => ({ userId, name, costCenter: `CC-${place}` })),
  );
  await expectOneCompletedLine(ended);
});

test('promise 1: killed while a delivery comes in, it has happened whole or not at all', async () => {
  const people = peopleOf('half', 1_500);
  const cases = [15, 60, 150].map((delayMs) => ({ delayMs, key: `half-${delayMs}` }));
  for (const { delayMs, key } of cases) {
    const headers = { 'idempotency-key': key };
    await system.startApp();
    const hr = await ApiClient.signIn(system);
    const first = hr.postBatch(people, { headers }).catch(() => undefined);
    await pause(delayMs);
    await crash();
    const answer = await first;
    await system.startApp({ 'AzureWebJobs.push-profiles.Disabled': 'true' });
    const again = await (await ApiClient.signIn(system)).postBatch(people, { headers });
    expect(again.status).toBe(200);
    expect([undefined, again.body.submissionId]).toContain(answer?.body.submissionId);
    await system.endApp('SIGTERM');
  }
  const rows = await readStoredRows(system.storage, 'Submissions', 'received eq 1500');
  const listed = rows.filter(({ partitionKey }) => partitionKey !== 'ledger');
  expect(listed).toHaveLength(cases.length);
});
