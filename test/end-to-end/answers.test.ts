import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, type Person, type Refusal } from '../support/api-client';
import { samplePerson } from '../support/sample-person';
import { readErrorLines, readProfileRow, readStoredRows } from '../support/stored-rows';
import { readPerson } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;
let reader: ApiClient;

beforeAll(async () => {
  hr = await ApiClient.signIn(system);
  reader = await ApiClient.signIn(system, 'sync-reader');
});

async function readBack(userId: string): Promise<Person> {
  const query = new URLSearchParams({ userId }).toString();
  return (await reader.get(`/app/manage/profiles?${query}`)).body;
}

describe('S47, S58: who is refused', () => {
  const mixed = [
    samplePerson('E-58a'),
    { userId: '', name: 'nobody' },
    samplePerson('E-58b', { upn: 'no address' }),
    samplePerson('E-58c', { extended_props: [{ Key: 'SeniorityYears', Type: 3, Value: 'many' }] }),
    samplePerson('E-58d', { extended_props: [{ Key: 'SeniorityYears', Type: 1, Value: 'x' }] }),
    samplePerson('E-58e', { Department: 'Other' }),
    samplePerson('E-58f', { locale: 'not a locale' }),
  ];
  const faults = [
    ['MissingUserId', 1],
    ['InvalidAddress', 2],
    ['TypeMismatch', 3],
    ['TypeMismatch', 4],
    ['ConflictingValues', 5],
  ] as const;

  test('S47: bad people are refused alone, in the answer with code, index and userId', async () => {
    const { body } = await hr.postBatch(mixed);
    expect(body).toMatchObject({
      status: 'acceptedWithErrors',
      received: 7,
      accepted: 2,
      rejected: 5,
      statusUrl: `${system.appUrl}/app/togouserprofile/submissions/${body.submissionId}`,
    });
    expect(body.errors.map(({ code, index }) => [code, index])).toEqual([
      ...faults,
      ['InvalidLocale', 6],
    ]);
    const ended = await hr.ended(body.submissionId);
    expect(ended).toMatchObject({ state: 'completedWithErrors', outcomes: { rejected: 5 } });
    expect(await readBack('E-58f')).toMatchObject({ locale: 'not a locale' });
    expect(await readProfileRow(system.storage, 'E-58b')).toBeUndefined();
  });

  test('S56, S58: when it has ended, the table has a line an error and one that says Completed', async () => {
    const { submissionId } = await hr.deliver(mixed);
    await hr.ended(submissionId);
    const lines = await readErrorLines(system.storage, submissionId);
    const of = (status: string) =>
      lines
        .filter((line) => line['status'] === status)
        .map((line) => [line['code'], line['index']] as const)
        .sort(([, one], [, other]) => Number(one) - Number(other));
    expect(of('Error')).toEqual(faults);
    expect(of('Warning')).toEqual([['InvalidLocale', 6]]);
    expect(of('Completed')).toHaveLength(1);
    const line = lines.find((one) => one['index'] === 2);
    expect(line).toMatchObject({ userId: 'E-58b', stage: 'intake', property: 'upn' });
  });

  test('S58: a delivery without any error has its Completed line, too, and only that', async () => {
    const { submissionId } = await hr.complete([samplePerson('E-58ok')]);
    const lines = await readErrorLines(system.storage, submissionId);
    expect(lines.map((line) => line['status'])).toEqual(['Completed']);
  });

  test('S7, S8: a property that SharePoint lacks is an error row that tells what to do; all else arrives', async () => {
    const locker = { Key: 'LockerNumber', Type: 3, Value: 7 };
    const costs = { Key: 'CostCenter', Type: 1, Value: 'CC-S7' };
    const ended = await hr.complete([samplePerson('E-s7', { extended_props: [locker, costs] })]);
    const lines = await readErrorLines(system.storage, ended.submissionId);
    expect(lines.filter((line) => line['status'] !== 'Completed')).toMatchObject([
      {
        ...{ userId: 'E-s7', property: 'LockerNumber', code: 'PropertyMissing', stage: 'push' },
        message: expect.stringContaining('an administrator has to create it'),
      },
    ]);
    expect(ended).toMatchObject({ state: 'completedWithErrors', push: { failed: 1 } });
    expect(await readBack('E-s7')).toMatchObject({ extended_props: [locker, costs] });
    const { profile } = (await readPerson(system.tenantUrl, 'e-s7@contoso.com'))!;
    expect(profile).toMatchObject({ CostCenter: 'CC-S7', AudienceLocation: 'Audience Madrid' });
  });

  test('S59: the first sight of a key decides its type', async () => {
    const withKey = (userId: string, Type: number, Value: unknown) =>
      samplePerson(userId, { extended_props: [{ Key: 'EmployeeGrade2', Type, Value }] });
    await hr.complete([withKey('E-59a', 5, 1.5)]);
    const { status, body } = await hr.postBatch<Refusal>([withKey('E-59b', 1, 'text')]);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'NoValidUser' });
    const rows = await readStoredRows(system.storage, 'ProfileProperties');
    expect(rows.filter((row) => row['name'] === 'EmployeeGrade2')).toMatchObject([{ type: 5 }]);
  });
});

describe('a name that the caller gives a delivery', () => {
  const headers = (key: string) => ({ 'idempotency-key': key });

  test('the same key and body get the same answer and have no second effect', async () => {
    const first = await hr.postBatch([samplePerson('E-key1')], { headers: headers('k-1') });
    await hr.ended(first.body.submissionId);
    const again = await hr.postBatch([samplePerson('E-key1')], { headers: headers('k-1') });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const { body } = await reader.get<{ items: { submissionId: string }[] }>(
      '/app/manage/submissions',
    );
    const ids = body.items.map(({ submissionId }) => submissionId);
    expect(ids[0]).toBe(first.body.submissionId);
  });

  test('the same key with another body is a 409 and changes nothing', async () => {
    await hr.deliver([samplePerson('E-key2')], { headers: headers('k-2') });
    const { status, body } = await hr.postBatch<Refusal>([samplePerson('E-key2x')], {
      headers: headers('k-2'),
    });
    expect({ status, code: body.error.code }).toEqual({
      status: 409,
      code: 'IdempotencyKeyReused',
    });
    expect(await readProfileRow(system.storage, 'E-key2x')).toBeUndefined();
  });

  test('for a file the key goes with its bytes, whatever the form around them', async () => {
    const content = JSON.stringify({ users: [samplePerson('E-key3')] });
    const first = await hr.postFile(content, { headers: headers('k-3') });
    const again = await hr.postFile(content, { headers: headers('k-3') });
    expect(again.body).toEqual(first.body);
  });

  test('at the same time with the same key, one takes effect and all get its answer', async () => {
    const people = [samplePerson('E-key4')];
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => hr.postBatch(people, { headers: headers('k-4') })),
    );
    const [first] = answers;
    for (const { status, body } of answers) {
      expect({ status, body }).toEqual({ status: 200, body: first?.body });
    }
    await hr.ended(first!.body.submissionId);
    const row = await readProfileRow(system.storage, 'E-key4');
    const numbers = await readStoredRows(system.storage, 'Submissions', 'received eq 1');
    const standing = numbers.filter((one) => one['sequence'] === row?.['sequence']);
    expect(standing).toMatchObject([{ submissionId: first!.body.submissionId }]);
  });
});

test('design §9: outcomes are for the caller of the submission, a thousand a page', async () => {
  const people = Array.from({ length: 1_205 }, (_, number) => ({ userId: `E-page-${number}` }));
  const { submissionId } = await hr.deliver([...people, { userId: '' }]);
  const ended = await hr.ended(submissionId);
  expect(ended).toMatchObject({ received: 1_206, outcomes: { created: 1_205, rejected: 1 } });
  const path = `/app/togouserprofile/submissions/${submissionId}/outcomes`;
  type Page = { items: { index: number; outcome: string }[]; continuation?: string };
  const first = await hr.get<Page>(path);
  expect(first.body.items).toHaveLength(1_000);
  const rest = await hr.get<Page>(`${path}?continuation=${first.body.continuation ?? ''}`);
  expect(rest.body).not.toHaveProperty('continuation');
  const all = [...first.body.items, ...rest.body.items].map(({ index }) => index);
  expect(all.sort((one, other) => one - other)).toEqual(Array.from(all, (_, index) => index));
  const { body } = await hr.get<Page>(`${path}?outcome=rejected`);
  expect(body.items).toMatchObject([{ index: 1_205, outcome: 'rejected', code: 'MissingUserId' }]);
  expect((await hr.get(`${path}?outcome=nonsense`)).status).toBe(400);
  const stranger = await ApiClient.signIn(system, 'hr-readonly');
  expect((await stranger.get(path)).status).toBe(404);
});
