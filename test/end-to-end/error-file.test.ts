import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import { readErrorLines } from '../support/stored-rows';
import { control, moveClock } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const FOLDER_URL = 'https://contoso.sharepoint.com/sites/togo/Shared%20Documents/UserProfileSync';

const system = useSystem();
let hr: ApiClient;

beforeEach(async () => {
  hr = await ApiClient.signIn(system);
});

interface Told {
  readonly finishedCorrectly: boolean;
  readonly message: string;
  readonly submissions: readonly { readonly submissionId: string; readonly errors: unknown[] }[];
}

/** A file of the folder as it lies in the tenant; undefined while it is not there. */
async function readFile(path: string): Promise<Told | undefined> {
  const address = new URL('/_state/files', system.tenantUrl);
  address.searchParams.set('url', `${FOLDER_URL}/${path}`);
  const response = await fetch(address);
  return response.status === 404 ? undefined : ((await response.json()) as Told);
}

async function listFiles(): Promise<readonly string[]> {
  const response = await fetch(new URL('/_state/files', system.tenantUrl));
  const { files } = (await response.json()) as { files: readonly { url: string }[] };
  return files.map(({ url }) => url);
}

/** Lets minutes pass, five at most as row S56 has it, until what is read fits. */
async function withinMinutes<Value>(read: () => Promise<Value>, fits: (value: Value) => boolean) {
  for (let minute = 1; minute < 5; minute++) {
    await moveClock(system.tenantUrl, '+60s');
    const value = await eventuallyOr(read, fits);
    if (fits(value)) return value;
  }
  throw new Error('Five minutes after the end it was not there.');
}

/** What is read after a while of real time, fitting or not: a timer takes some to run. */
async function eventuallyOr<Value>(read: () => Promise<Value>, fits: (value: Value) => boolean) {
  let reads = 0;
  return eventually(read, (value) => (reads += 1) > 40 || fits(value));
}

function tellsOf(submissionId: string) {
  return (told: Told | undefined): boolean =>
    told?.submissions.some((one) => one.submissionId === submissionId) ?? false;
}

describe('the error file in the SharePoint site', () => {
  test('S56, S57, S58: says that all went well, minutes after the end', async () => {
    const { submissionId } = await hr.complete([samplePerson('ef-good')]);
    const told = await withinMinutes(
      () => readFile('TogoUPErrorDetail.json'),
      tellsOf(submissionId),
    );
    expect(told).toMatchObject({
      finishedCorrectly: true,
      message: 'The synchronisation finished correctly.',
      submissions: [{ submissionId, state: 'completed', push: { pushed: 1 }, errors: [] }],
    });
  });

  test('S57, S58: shows any error, and keeps earlier runs in the history', async () => {
    const extended = [{ Key: 'NoSuchThing', Type: 1, Value: 'x' }];
    const { submissionId } = await hr.complete([
      samplePerson('ef-bad', { extended_props: extended }),
    ]);
    const told = await withinMinutes(
      () => readFile('TogoUPErrorDetail.json'),
      tellsOf(submissionId),
    );
    expect(told).toMatchObject({ finishedCorrectly: false });
    expect(told?.submissions[0]?.errors).toMatchObject([
      { userId: 'ef-bad', property: 'NoSuchThing', code: 'PropertyMissing', status: 'Error' },
    ]);
    const later = await hr.complete([samplePerson('ef-later')]);
    await withinMinutes(() => readFile('TogoUPErrorDetail.json'), tellsOf(later.submissionId));
    const history = (await listFiles()).find((url) => url.includes(submissionId)) ?? '';
    expect(history).toMatch(/\/UserProfileSync\/History\/\d{8}T\d{6}Z-[0-9a-f-]+\.json$/);
    expect(await readFile(history.slice(FOLDER_URL.length + 1))).toEqual(told);
  });

  test('a site that is not there fails no submission, and is one line of the error table', async () => {
    await control(system.tenantUrl, { sites: [{ path: '/sites/togo', removed: true }] });
    const { submissionId, state } = await hr.complete([samplePerson('ef-nosite')]);
    expect(state).toBe('completed');
    const fileLines = async () =>
      (await readErrorLines(system.storage, submissionId)).filter(
        (line) => line['target'] === 'errorFile',
      );
    const lines = await withinMinutes(fileLines, (found) => found.length > 0);
    expect(lines).toMatchObject([
      {
        status: 'Error',
        stage: 'record',
        code: 'FileNotWritten',
        message: expect.stringContaining('The site /sites/togo does not exist'),
      },
    ]);
  });
});
