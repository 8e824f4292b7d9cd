import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FindAnswer } from '../../shared/push/directory-users';
import { ScriptedHost, type ScriptedAnswer } from './scripted-host';

let host: ScriptedHost;

beforeAll(async () => {
  host = await ScriptedHost.start();
});
beforeEach(() => {
  host.arrived.length = 0;
});
afterAll(() => host.stop());

const ANNA = { id: 'oid-anna', userPrincipalName: 'anna@contoso.com' };

function answerItems(...responses: unknown[]): void {
  host.answer = () => ({ body: { responses } });
}

async function findOne(): Promise<FindAnswer | undefined> {
  const [answer] = await host.adapters.directory.find([
    { kind: 'principalName', text: 'anna@contoso.com' },
  ]);
  return answer;
}

async function updateOne() {
  const update = { objectId: 'oid-anna', values: { jobTitle: 'x' } };
  const [answer] = await host.adapters.directory.update([update]);
  return answer;
}

describe('a batch', () => {
  it('is marked as traffic that can wait, with requests below the version', async () => {
    answerItems({ id: '1', status: 200, body: ANNA });
    await findOne();
    expect(host.arrived).toMatchObject([
      {
        path: '/v1.0/$batch',
        headers: {
          'x-ms-throttle-priority': 'Low',
          'user-agent': expect.stringContaining('NONISV|'),
        },
      },
    ]);
    expect(JSON.parse(host.arrived[0]?.body ?? '')).toEqual({
      requests: [
        {
          id: '1',
          method: 'GET',
          url: '/users/anna%40contoso.com?$select=id,userPrincipalName,onPremisesSyncEnabled',
        },
      ],
    });
  });

  it.each([
    ['nothing', []],
    ['the answer to something else', [{ id: '7', status: 200, body: ANNA }]],
    ['an answer without a status', [{ id: '1', body: ANNA }]],
    ['a failure', [{ id: '1', status: 500, body: {} }]],
    ['a failed dependency', [{ id: '1', status: 424 }]],
    ['somebody else’s page', [{ id: '1', status: 200, body: '<html>' }]],
  ])('leaves an item open that gets %s', async (_what, responses) => {
    answerItems(...responses);
    expect(await findOne()).toMatchObject({ kind: 'open', error: { code: 'TenantUnavailable' } });
  });

  it('finds nobody by a mail address that two have', async () => {
    answerItems({ id: '1', status: 200, body: { value: [ANNA, { ...ANNA, id: 'other' }] } });
    const answers = await host.adapters.directory.find([{ kind: 'mail', text: 'a@contoso.com' }]);
    expect(answers).toEqual([{ kind: 'nobody' }]);
  });

  it('leaves an update open while the same user is being changed', async () => {
    const error = { code: 'Directory_ConcurrencyViolation', message: 'Wait briefly and retry.' };
    answerItems({ id: '1', status: 409, body: { error } });
    expect(await updateOne()).toMatchObject({ kind: 'open' });
  });

  it('waits for the later of the two times that an item names', async () => {
    const headers = { 'retry-after': '2', 'RateLimit-Reset': 31 };
    answerItems({ id: '1', status: 429, headers, body: {} });
    const before = Date.now();
    const answer = await findOne();
    expect(answer?.kind === 'later' ? answer.retryAt : 0).toBeGreaterThanOrEqual(before + 31_000);
  });

  it('waits for the whole app where an item says that the token is not accepted', async () => {
    answerItems({ id: '1', status: 401, body: {} });
    await expect(findOne()).rejects.toMatchObject({
      code: 'TenantRefused',
      message: 'Microsoft Graph refuses the app, and its token does not tell why.',
    });
  });

  it.each([400, 302, 502])('is nobody’s answer when all of it gets %s', async (status) => {
    host.answer = () => ({ status, headers: { Location: 'https://graph.microsoft.com/v1.0/x' } });
    await expect(updateOne()).rejects.toMatchObject({ code: 'TenantUnavailable' });
    expect(host.arrived).toHaveLength(1);
  });
});

describe('a window that is used up', () => {
  const USED_UP = { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '20' };

  async function pauseAfter(headers: Record<string, string>): Promise<unknown> {
    host.answer = ({ path }) =>
      path.endsWith('$batch')
        ? { headers, body: { responses: [{ id: '1', status: 204 }] } }
        : { headers, body: { 'odata.null': true } };
    const where = { userPrincipalName: 'anna@contoso.com', property: 'CellPhone' };
    const answers = [await updateOne(), await host.adapters.profiles.setSingle(where, '1')];
    expect(answers).toMatchObject([{ kind: 'sent' }, { kind: 'sent' }]);
    return answers.map((answer) => (answer?.kind === 'sent' ? answer.pauseUntil : undefined));
  }

  it('is told with the success that used it up', async () => {
    const before = Date.now();
    for (const pause of (await pauseAfter(USED_UP)) as number[]) {
      expect(pause).toBeGreaterThanOrEqual(before + 20_000);
      expect(pause).toBeLessThan(before + 60_000);
    }
  });

  it.each([
    {},
    { 'RateLimit-Remaining': '1', 'RateLimit-Reset': '20' },
    { 'RateLimit-Reset': '20' },
  ])('is not told while something is left (%#)', async (headers) => {
    expect(await pauseAfter(headers)).toEqual([undefined, undefined]);
  });
});

describe('a list of users', () => {
  const page = (next: string): ScriptedAnswer => ({
    body: { value: [ANNA], '@odata.nextLink': next },
  });

  it('asks for the next page as Graph says', async () => {
    const next = 'https://graph.microsoft.com/v1.0/users?$top=999&$skiptoken=RFNwdAIAAQ%3D%3D==';
    host.answer = () => page(next);
    const first = await host.adapters.directory.list();
    expect(first.next).toBe(next);
    await host.adapters.directory.list(next);
    expect(host.arrived.map(({ path }) => path)).toEqual([
      '/v1.0/users?$select=id,userPrincipalName,onPremisesSyncEnabled,mail&$top=999',
      '/v1.0/users?$top=999&$skiptoken=RFNwdAIAAQ%3D%3D==',
    ]);
  });

  it.each([
    'https://elsewhere.example/v1.0/users?$skiptoken=x',
    'https://graph.microsoft.com.elsewhere.example/v1.0/users',
    'https://graph.microsoft.com/../users',
    '/users?$skiptoken=x',
  ])('does not go on elsewhere, and does not end there (%s)', async (next) => {
    host.answer = () => page(next);
    await expect(host.adapters.directory.list()).rejects.toMatchObject({
      code: 'TenantUnavailable',
    });
  });

  it('leaves out the mail address of those who have none', async () => {
    const users = [ANNA, { ...ANNA, mail: null }, { ...ANNA, mail: 'a@contoso.com' }];
    host.answer = () => ({ body: { value: users } });
    const { users: listed, next } = await host.adapters.directory.list();
    expect(listed.map(({ mail }) => mail)).toEqual([undefined, undefined, 'a@contoso.com']);
    expect(next).toBeUndefined();
  });
});

describe('the names of a profile', () => {
  it('are asked for with everything encoded that would hide the person', async () => {
    host.answer = () => ({ body: { UserProfileProperties: [{ Key: 'CellPhone', Value: '' }] } });
    const upn = "o'neil_x.com#EXT#@contoso.com";
    expect(await host.adapters.profiles.readNames(upn)).toEqual(new Set(['CellPhone']));
    expect(host.arrived[0]?.path).toBe(
      "/_api/SP.UserProfiles.PeopleManager/GetPropertiesFor(accountName=@v)?@v='i%3A0%23.f%7Cmembership%7Co''neil_x.com%23EXT%23%40contoso.com'".replaceAll(
        "'",
        '%27',
      ),
    );
  });

  it.each([
    ['a page', { body: '<html>' }],
    ['an answer without names', { body: {} }],
    ['a refusal that nobody knows', { status: 500, body: odataError('-1, Some.Exception') }],
  ])('are not known from %s', async (_what, answer: ScriptedAnswer) => {
    host.answer = () => answer;
    await expect(host.adapters.profiles.readNames('anna@contoso.com')).rejects.toMatchObject({
      code: 'TenantUnavailable',
    });
  });
});

function odataError(code: string): unknown {
  return { 'odata.error': { code, message: { lang: 'en-US', value: 'No.' } } };
}
