import { describe, expect, test } from '@jest/globals';
import { createBatchUpsert } from '../../functions/batch-upsert';
import { createManageResync } from '../../functions/manage-resync';
import { PERSON } from '../access/mint-token';
import { bearer, CALL_TIME, verifier } from './callers';
import { createMemoryApp } from './memory-app';
import { send } from './request';

const PATH = '/app/manage/push/resync';
const ADMIN = { roles: ['ProfileSync.Admin'] };
const ON = { TogoUPEnabled: true, SharePointUPSync: true };

/** An app with three people in the store. */
async function start(switches: object = ON) {
  let time = CALL_TIME;
  const settings = { SyncConfiguration: ON };
  const app = createMemoryApp({ verifier, settings, now: () => time });
  const users = ['E-1', 'E-2', 'E-3'].map((userId) => ({ userId }));
  await send(createBatchUpsert(app), {
    body: JSON.stringify({ users }),
    headers: { ...(await bearer()), 'content-type': 'application/json' },
  });
  const message = app.changes.take(CALL_TIME) as { submissionId: string; part: number };
  await app.applyPart(message);
  app.rows.edit('SyncConfiguration', JSON.stringify(switches));
  time += 60_000;
  const ask = async (claims: object) =>
    send(createManageResync(app), { path: PATH, headers: await bearer({ ...claims }) });
  return { app, ask };
}

describe('POST app/manage/push/resync', () => {
  test('S6: is answered as a delivery of everybody is', async () => {
    const { app, ask } = await start();
    const { status, body, log } = await ask(ADMIN);
    expect(status).toBe(200);
    expect(body).toEqual({
      submissionId: expect.any(String),
      status: 'accepted',
      received: 3,
      accepted: 3,
      rejected: 0,
      errors: [],
      statusUrl: `https://sync.example.com/app/togouserprofile/submissions/${body.submissionId}`,
    });
    expect(await app.history.find(body.submissionId)).toMatchObject({ kind: 'resync' });
    expect(log.join()).toContain('3 people');
    expect(log.join()).not.toContain('E-1');
  });

  test('signed-in administrators may ask, too', async () => {
    const { ask } = await start();
    expect((await ask({ ...PERSON, ...ADMIN })).status).toBe(200);
  });

  test('asked twice, it gives the one that goes on', async () => {
    const { ask } = await start();
    const first = await ask(ADMIN);
    expect((await ask(ADMIN)).body).toEqual(first.body);
  });

  test.each([
    ['an HR system', {}],
    ['a reader', { roles: ['ProfileSync.Read'] }],
  ])('%s may not ask', async (_, claims) => {
    const { app, ask } = await start();
    const answer = await ask(claims);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'Forbidden']);
    expect((await app.history.list({})).items).toHaveLength(1);
  });

  test('nobody asks without a token', async () => {
    const { app } = await start();
    const answer = await send(createManageResync(app), { path: PATH });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test.each([
    ['TogoUPEnabled', { ...ON, TogoUPEnabled: false }],
    ['SharePointUPSync', { TogoUPEnabled: true }],
  ])('S5, S6: is refused while %s is off', async (name, switches) => {
    const { app, ask } = await start(switches);
    const { status, body } = await ask(ADMIN);
    expect([status, body.error.code]).toEqual([403, 'SyncDisabled']);
    expect(body.error.message).toContain(name);
    expect((await app.history.list({})).items).toHaveLength(1);
  });
});
