import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, type Person } from '../support/api-client';
import { FIELDS, samplePerson } from '../support/sample-person';
import { DOCUMENT_SAMPLE } from '../support/document-sample';
import {
  readAllTables,
  readProfileRow,
  readStoredRows,
  type StoredRow,
} from '../support/stored-rows';
import { countCalls, readPerson } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;
let reader: ApiClient;

beforeAll(async () => {
  hr = await ApiClient.signIn(system);
  reader = await ApiClient.signIn(system, 'sync-reader');
});

async function rowOf(userId: string): Promise<StoredRow> {
  const row = await readProfileRow(system.storage, userId);
  if (row === undefined) throw new Error(`${userId} has no row.`);
  return row;
}

async function readBack(userId: string): Promise<Person> {
  const query = new URLSearchParams({ userId }).toString();
  return (await reader.get(`/app/manage/profiles?${query}`)).body;
}

/** The columns that a person's own words fill. */
function words(row: StoredRow): Record<string, unknown> {
  const names = [...FIELDS, 'extended_props', 'lifecycle', 'synchronized'];
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

describe('what arrives', () => {
  test('S1, S49: a batch and a file of the same content give the same rows', async () => {
    const person = samplePerson('E-1', { upn: 'same@contoso.com' });
    const batch = await hr.complete([{ ...person, userId: 'E-1a' }]);
    const { submissionId } = await hr.upload([{ ...person, userId: 'E-1b' }]);
    const file = await hr.ended(submissionId);
    expect([batch.kind, file.kind]).toEqual(['batch', 'file']);
    expect(words(await rowOf('E-1b'))).toEqual(words(await rowOf('E-1a')));
  });

  test('S9, S12-S26: a person reads back as sent, from the table and by the API', async () => {
    const person = samplePerson('E-9', {
      userId: 'E-9 / ñ #1?\\',
      name: '李 “Ñáñez” 🙂',
      phone: '+0034 091',
    });
    await hr.complete([person]);
    const row = await rowOf(String(person['userId']));
    for (const field of FIELDS) expect(row[field]).toBe(person[field]);
    expect(JSON.parse(String(row['extended_props']))).toEqual(person['extended_props']);
    expect(await readBack('e-9 / Ñ #1?\\')).toMatchObject({ ...person, lifecycle: 'active' });
  });

  test('S11: two spellings of a userId are one person, with one row', async () => {
    await hr.complete([samplePerson('E-11')]);
    await hr.complete([samplePerson('e-11', { jobTitle: 'Manager' })]);
    const rows = await readStoredRows(system.storage, 'UserProfiles', "RowKey eq 'e-11'");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ jobTitle: 'Manager' });
  });

  test('S11: twice in one delivery, the later entry wins, and a warning names both', async () => {
    const { submissionId, errors, accepted, rejected } = await hr.deliver([
      samplePerson('E-11x', { jobTitle: 'first' }),
      samplePerson('E-11y'),
      samplePerson('e-11X', { jobTitle: 'second' }),
    ]);
    expect({ accepted, rejected }).toEqual({ accepted: 3, rejected: 0 });
    expect(errors).toMatchObject([{ code: 'DuplicateUserId' }]);
    expect(errors[0]?.message).toMatch(/\b0\b.*\b2\b|\b2\b.*\b0\b/);
    const { outcomes, state } = await hr.ended(submissionId);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(state).toBe('completed');
    const [row] = await readStoredRows(system.storage, 'UserProfiles', "RowKey eq 'e-11x'");
    expect(row).toMatchObject({ jobTitle: 'second' });
  });

  test('S39, S49: a post of N people is N rows and N people in SharePoint and Entra', async () => {
    const people = Array.from({ length: 25 }, (_, number) => samplePerson(`E-39-${number}`));
    const ended = await hr.complete(people);
    expect(ended).toMatchObject({
      state: 'completed',
      outcomes: { created: 25 },
      push: { pushed: 25, pending: 0, failed: 0 },
    });
    for (const person of people) {
      expect(words(await rowOf(String(person['userId'])))).toMatchObject({ name: person['name'] });
      expect(await readPerson(system.tenantUrl, String(person['upn']))).toMatchObject({
        user: {
          displayName: person['name'],
          jobTitle: 'Engineer',
          businessPhones: ['+34 0910 001'],
        },
        profile: {
          AudienceDepartment: 'Audience Research',
          CostCenter: 'CC-7',
          SeniorityYears: '12',
        },
      });
    }
  });

  test('S45: both samples of the document are accepted as they stand', async () => {
    const batch = await hr.postText(DOCUMENT_SAMPLE);
    const file = await hr.postFile(DOCUMENT_SAMPLE);
    for (const { status, body } of [batch, file]) {
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { status: 'accepted', received: 1, accepted: 1, rejected: 0, errors: [] },
      });
      await hr.ended(body.submissionId);
    }
    expect(await readBack('user identifier')).toMatchObject({
      name: 'User name',
      extended_props: [{ Key: 'Property 1', Type: 1, Value: 'Property 1 value' }],
    });
  });
});

describe('S46: what a field says', () => {
  test('absent leaves alone, null clears, extended properties are merged by key', async () => {
    await hr.complete([samplePerson('E-46')]);
    const { outcomes } = await hr.complete([
      {
        userId: 'E-46',
        jobTitle: null,
        location: 'Zürich',
        extended_props: [
          { Key: 'CostCenter', Type: 1, Value: null },
          { Key: 'EmployeeGrade', Type: 1, Value: 'A' },
        ],
      },
    ]);
    expect(outcomes).toMatchObject({ updated: 1 });
    const profile = await readBack('E-46');
    expect(profile).not.toHaveProperty('jobTitle');
    expect(profile).toMatchObject({
      name: 'Ana García E-46',
      location: 'Zürich',
      extended_props: [
        { Key: 'IsContractor', Type: 2, Value: true },
        { Key: 'SeniorityYears', Type: 3, Value: 12 },
        { Key: 'EmployeeGrade', Type: 1, Value: 'A' },
      ],
    });
    const { user, profile: sharePoint } = (await readPerson(system.tenantUrl, 'e-46@contoso.com'))!;
    expect(user).toMatchObject({ jobTitle: null, officeLocation: 'Zürich' });
    expect(sharePoint).not.toHaveProperty('CostCenter');
  });

  test('?mode=replace clears the rest, of the people in it alone', async () => {
    await hr.complete([samplePerson('E-46r'), samplePerson('E-46s')]);
    await hr.complete([{ userId: 'E-46r', name: 'Only Name', upn: 'e-46r@contoso.com' }], {
      query: '?mode=replace',
    });
    const { updatedAt, ...left } = await readBack('E-46r');
    expect(left).toEqual({
      userId: 'E-46r',
      name: 'Only Name',
      upn: 'e-46r@contoso.com',
      entityType: 'User',
      extended_props: [],
      lifecycle: 'active',
      synchronized: false,
    });
    expect(updatedAt).toBeTruthy();
    expect(await readBack('E-46s')).toMatchObject({ jobTitle: 'Engineer' });
  });

  test('?dryRun=true answers the counts on both doors and changes nothing', async () => {
    await hr.complete([samplePerson('E-46d')]);
    const before = await readAllTables(system.storage);
    const people = [
      samplePerson('E-46d'),
      samplePerson('E-46new', { extended_props: [{ Key: 'NeverSeen', Type: 1, Value: 'x' }] }),
      { userId: 'E-46bad', entityType: 'Group' },
    ];
    const expected = {
      dryRun: true,
      received: 3,
      accepted: 2,
      rejected: 1,
      outcomes: { created: 1, unchanged: 1 },
      errors: [{ code: 'UnsupportedEntityType', index: 2, userId: 'E-46bad' }],
    };
    const query = '?dryRun=true';
    const batch = await hr.postBatch(people, { query });
    const file = await hr.postFile(JSON.stringify({ users: people }), { query });
    expect([batch.status, file.status]).toEqual([200, 200]);
    expect(batch.body).toMatchObject(expected);
    expect(file.body).toEqual(batch.body);
    expect(await readAllTables(system.storage)).toEqual(before);
  });

  test('the same people again, unchanged: no row is written and the tenant is not called', async () => {
    const people = [samplePerson('E-46u1'), samplePerson('E-46u2')];
    await hr.complete(people);
    const rows = await Promise.all(['UserProfiles', 'Pushes'].map(tableOf));
    const calls = await countCalls(system.tenantUrl);
    const again = await hr.complete(people);
    expect(again).toMatchObject({ state: 'completed', outcomes: { unchanged: 2 } });
    expect(await Promise.all(['UserProfiles', 'Pushes'].map(tableOf))).toEqual(rows);
    expect(await countCalls(system.tenantUrl)).toBe(calls);
  });
});

/** With etag and timestamp, so that any write shows. */
function tableOf(name: string): Promise<StoredRow[]> {
  return readStoredRows(system.storage, name);
}

test('promise 2: of deliveries at the same time the last accepted one stands, everywhere', async () => {
  const sent = await Promise.all(
    Array.from({ length: 12 }, (_, number) =>
      hr.deliver([samplePerson('E-race', { jobTitle: `Title ${number}` })]),
    ),
  );
  const ended = await Promise.all(sent.map(({ submissionId }) => hr.ended(submissionId)));
  const sequences = ended.map(({ sequence }) => sequence);
  expect(new Set(sequences).size).toBe(12);
  const title = `Title ${sequences.indexOf(Math.max(...sequences))}`;
  expect(await rowOf('E-race')).toMatchObject({ jobTitle: title });
  expect(await readPerson(system.tenantUrl, 'e-race@contoso.com')).toMatchObject({
    user: { jobTitle: title },
    profile: { CostCenter: 'CC-7' },
  });
});
