import { describe, expect, test } from '@jest/globals';
import type { HttpHandler } from '@azure/functions';
import {
  createEditConfiguration,
  createListConfiguration,
  createShowConfiguration,
} from '../../functions/manage-configuration';
import { createManageErrors } from '../../functions/manage-errors';
import { createManageProfiles } from '../../functions/manage-profiles';
import { createManageSubmissions } from '../../functions/manage-submissions';
import type { Caller } from '../../shared/access/caller';
import type { TokenVerifier } from '../../shared/access/verify-token';
import { createConfigurationEditor } from '../../shared/configuration/configuration-editor';
import { createAuthorizeCaller } from '../../shared/flows/authorize-caller';
import { createShowProfile } from '../../shared/flows/show-profile';
import type { ErrorDetail } from '../../shared/model/error-detail';
import { personKey } from '../../shared/model/person-key';
import type { SubmissionSummary } from '../../shared/model/submission';
import { SyncError } from '../../shared/model/sync-error';
import { createMemoryAuditLog } from '../fakes/memory-audit-log';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { send, type RequestFacts } from './request';

const SUBMISSION = '01936b5e-7a3c-7def-8abc-0123456789ab';
const OLDER = '01936b5e-7a3b-7def-8abc-0123456789ab';

/** Takes the roles from the token itself, so that a test can be anyone. */
const verifier: TokenVerifier = {
  verify: async (authorization): Promise<Caller> => {
    if (authorization === null) throw new SyncError('Unauthorized', 'No token.');
    const roles = authorization.split(' ').slice(1);
    return { kind: 'application', applicationId: 'app-1', objectId: 'object-1', roles };
  },
};

function start() {
  const rows = createMemorySettingsRows({ SyncConfiguration: { TogoUPEnabled: true } });
  const audit = createMemoryAuditLog();
  const history = createMemorySubmissionHistory();
  const errors = createMemoryErrorDetails();
  const profiles = createMemoryProfileStore();
  const now = () => 0;
  const app = {
    now,
    authorizeCaller: createAuthorizeCaller({ verifier, ingestRoles: ['User.Read.All'] }),
    listSubmissions: (query: Parameters<typeof history.list>[0]) => history.list(query),
    listErrors: (query: Parameters<typeof errors.list>[0]) => errors.list(query),
    showProfile: createShowProfile({ profiles }),
    configurationEditor: createConfigurationEditor({ rows, audit, now }),
  };
  return { app, rows, audit, history, errors, profiles };
}

const ADMIN = { authorization: 'Bearer ProfileSync.Admin' };
const READER = { authorization: 'Bearer ProfileSync.Read' };

function read(handler: HttpHandler, facts: RequestFacts = {}) {
  return send(handler, { method: 'GET', headers: READER, ...facts });
}

function namesIn(items: readonly Record<string, unknown>[], member: string) {
  return items.map((item) => item[member]);
}

function summaryOf(id: string, state: SubmissionSummary['state']): SubmissionSummary {
  return {
    id,
    kind: 'batch',
    caller: 'hr-1',
    state,
    sequence: 17,
    received: 3,
    accepted: 2,
    rejected: 1,
    outcomes: { created: 2, rejected: 1 },
    pushes: { pending: 1, pushed: 1 },
    errorCount: 1,
    receivedAt: 0,
    ...(state === 'completed' ? { completedAt: 1_000 } : {}),
  };
}

describe('who may look', () => {
  const { app } = start();
  const handlers: [string, HttpHandler][] = [
    ['submissions', createManageSubmissions(app)],
    ['errors', createManageErrors(app)],
    ['profiles', createManageProfiles(app)],
    ['the configuration', createListConfiguration(app)],
    ['a setting', createShowConfiguration(app)],
  ];

  test.each(handlers)('nobody reads %s without a token', async (_, handler) => {
    const answer = await read(handler, { headers: {} });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(handlers)('an HR system does not read %s', async (_, handler) => {
    const answer = await read(handler, { headers: { authorization: 'Bearer User.Read.All' } });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'Forbidden']);
  });

  test.each(handlers)('both roles of administrators get at %s', async (_, handler) => {
    const facts = { path: '/?userId=x', params: { name: 'Push' } };
    const statuses = await Promise.all(
      [ADMIN, READER].map(async (headers) => (await read(handler, { ...facts, headers })).status),
    );
    expect(statuses.filter((status) => status === 401 || status === 403)).toEqual([]);
  });
});

describe('GET app/manage/submissions', () => {
  test('lists what there is, newest first, with every count', async () => {
    const { app, history } = start();
    await history.put(summaryOf(OLDER, 'completed'));
    await history.put(summaryOf(SUBMISSION, 'pushing'));
    const { body } = await read(createManageSubmissions(app));
    expect(namesIn(body.items, 'submissionId')).toEqual([SUBMISSION, OLDER]);
    expect(body.items[1]).toMatchObject({
      caller: 'hr-1',
      state: 'completed',
      outcomes: { created: 2, updated: 0, rejected: 1, failed: 0 },
      push: { pending: 1, pushed: 1, waiting: 0 },
      receivedAt: '1970-01-01T00:00:00.000Z',
      completedAt: '1970-01-01T00:00:01.000Z',
    });
  });

  test('lists only one state, if asked', async () => {
    const { app, history } = start();
    await history.put(summaryOf(OLDER, 'completed'));
    await history.put(summaryOf(SUBMISSION, 'pushing'));
    const { body } = await read(createManageSubmissions(app), { path: '/?state=pushing' });
    expect(body.items).toHaveLength(1);
  });

  test('goes on where the page before has ended', async () => {
    const { app, history } = start();
    for (let number = 100; number < 250; number++) {
      await history.put(summaryOf(`01936b5e-7a3c-7def-8abc-000000000${number}`, 'completed'));
    }
    const first = await read(createManageSubmissions(app));
    const path = `/?continuation=${first.body.continuation}`;
    const second = await read(createManageSubmissions(app), { path });
    const ids = [
      ...namesIn(first.body.items, 'submissionId'),
      ...namesIn(second.body.items, 'submissionId'),
    ];
    expect(new Set(ids).size).toBe(150);
    expect(second.body.continuation).toBeUndefined();
  });

  test.each(['?state=done', '?continuation=xyz', '?continuation='])('refuses %s', async (path) => {
    const answer = await read(createManageSubmissions(start().app), { path: `/${path}` });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidRequest']);
  });
});

describe('GET app/manage/errors', () => {
  const line: ErrorDetail = {
    submissionId: SUBMISSION,
    occurredAt: '2026-03-01T10:00:00.000Z',
    status: 'Error',
    stage: 'push',
    target: 'peopleManager',
    property: 'AudienceDepartment',
    code: 'PropertyMissing',
    message: 'SharePoint has no such property.',
    index: 4,
    userId: 'E-1',
    attempt: 1,
  };

  test('S58: shows the lines of the error table as they are', async () => {
    const { app, errors } = start();
    await errors.record([line, { ...line, userId: 'E-2', index: 5 }]);
    const path = `/?submissionId=${SUBMISSION.toUpperCase()}&userId=E-1&code=PropertyMissing`;
    expect((await read(createManageErrors(app), { path })).body).toEqual({ items: [line] });
  });

  test.each(['?submissionId=1', '?userId=', '?code=', '?continuation=xyz'])(
    'refuses %s',
    async (path) => {
      const answer = await read(createManageErrors(start().app), { path: `/${path}` });
      expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidRequest']);
    },
  );
});

describe('GET app/manage/profiles', () => {
  test('S9, S11: reads a person back as sent, under any spelling of the userId', async () => {
    const { app, profiles } = start();
    const profile = {
      userId: 'E/1#Ö',
      fields: { name: 'Ana García', phone: '+0034' },
      extended: [{ Key: 'grade', Type: 3, Value: 7 }],
      lifecycle: 'active',
      synchronized: false,
      updatedAt: '2026-03-01T10:00:00.000Z',
    } as const;
    const numbers = { base: 1, exceptions: {}, floor: 0, createdBy: 1 };
    await profiles.write([{ key: personKey(profile.userId), profile, numbers }]);
    const path = `/?userId=${encodeURIComponent('e/1#ö')}`;
    expect((await read(createManageProfiles(app), { path })).body).toEqual({
      userId: 'E/1#Ö',
      name: 'Ana García',
      phone: '+0034',
      extended_props: [{ Key: 'grade', Type: 3, Value: 7 }],
      lifecycle: 'active',
      synchronized: false,
      updatedAt: '2026-03-01T10:00:00.000Z',
    });
  });

  test.each(['nobody', '€'.repeat(400)])('knows nobody called %s', async (userId) => {
    const path = `/?userId=${encodeURIComponent(userId)}`;
    const answer = await read(createManageProfiles(start().app), { path });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'NotFound']);
  });

  test.each(['', '?userId='])('asks whom one means: "%s"', async (path) => {
    const answer = await read(createManageProfiles(start().app), { path: `/${path}` });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidRequest']);
  });
});

describe('app/manage/configuration', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const params = { name: 'Push' };

  function put(handler: HttpHandler, facts: RequestFacts) {
    const headers = { ...ADMIN, ...JSON_TYPE, ...facts.headers };
    return send(handler, { method: 'PUT', params, body: '{}', ...facts, headers });
  }

  test('shows every setting, with its defaults', async () => {
    const { body } = await read(createListConfiguration(start().app));
    expect(namesIn(body.items, 'name')).toEqual(
      expect.arrayContaining(['SyncConfiguration', 'PropertyMap', 'IntakeLimits', 'Retention']),
    );
    expect(body.items[0]).toEqual({
      name: 'SyncConfiguration',
      value: { TogoUPEnabled: true, SharePointUPSync: false },
      etag: expect.stringMatching(/^"/),
    });
  });

  test('a setting is read, changed and read again', async () => {
    const { app, audit } = start();
    const show = createShowConfiguration(app);
    const edit = createEditConfiguration(app);
    const none = await read(show, { params });
    expect(none.headers.has('etag')).toBe(false);
    const first = await put(edit, {
      body: '{"retryAfterHours":1}',
      headers: { 'if-none-match': '*' },
    });
    expect(first.status).toBe(200);
    const again = { 'if-match': first.headers.get('etag')! };
    expect((await put(edit, { body: '{"retryAfterHours":2}', headers: again })).status).toBe(200);
    expect((await read(show, { params })).body.value.retryAfterHours).toBe(2);
    expect(audit.entries.map(({ by }) => by)).toEqual(['application app-1', 'application app-1']);
  });

  test('an edit of what somebody else has changed is not made', async () => {
    const { app } = start();
    const edit = createEditConfiguration(app);
    const { headers } = await put(edit, { headers: { 'if-none-match': '*' } });
    const late = { 'if-match': headers.get('etag')! };
    await put(edit, { headers: late, body: '{"retryAfterHours":1}' });
    const answer = await put(edit, { headers: late, body: '{"retryAfterHours":2}' });
    expect([answer.status, answer.body.error.code]).toEqual([412, 'EditConflict']);
  });

  test('S4: a broken row is shown with what is wrong with it', async () => {
    const { app, rows } = start();
    rows.edit('SyncConfiguration', '{"TogoUPEnabled":');
    const facts = { params: { name: 'SyncConfiguration' } };
    const { status, body } = await read(createShowConfiguration(app), facts);
    expect([status, body.problem]).toEqual([200, 'column Value holds no JSON']);
  });

  test('only who may administer edits', async () => {
    const { app, rows } = start();
    const answer = await put(createEditConfiguration(app), {
      headers: { ...READER, 'if-none-match': '*' },
    });
    expect(answer.status).toBe(403);
    expect(await rows.read('Push')).toBeUndefined();
  });

  test.each<[string, number, RequestFacts]>([
    ['another media type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['no condition', 400, {}],
    ['no JSON', 400, { body: '{', headers: { 'if-none-match': '*' } }],
    ['no UTF-8', 400, { body: Buffer.from([0x22, 0xff, 0x22]), headers: { 'if-none-match': '*' } }],
    ['a wrong value', 400, { body: '{"graphWrites":1}', headers: { 'if-none-match': '*' } }],
    ['too much', 413, { body: `"${'x'.repeat(200_000)}"`, headers: { 'if-none-match': '*' } }],
    ['an unknown name', 404, { params: { name: 'push' }, headers: { 'if-none-match': '*' } }],
    ['a name of prototypes', 404, { params: { name: 'constructor' } }],
  ])('an edit with %s is answered with %i and changes nothing', async (_, status, facts) => {
    const { app, audit } = start();
    const answer = await put(createEditConfiguration(app), facts);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toEqual({
      code: expect.any(String),
      message: expect.any(String),
      correlationId: expect.any(String),
      ...('details' in answer.body.error ? { details: { limitBytes: 200_000 } } : {}),
    });
    expect(audit.entries).toEqual([]);
  });
});
