import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createBatchUpsert } from '../../functions/batch-upsert';
import { createHealth } from '../../functions/health';
import { createSubmissionOutcomes } from '../../functions/submission-outcomes';
import { createSubmissionStatus } from '../../functions/submission-status';
import { PERSON } from '../access/mint-token';
import { bearer, CALL_TIME, verifier } from './callers';
import { createMemoryApp, type MemoryApp } from './memory-app';
import { send, type Answer } from './request';

const OTHER = { azp: '44444444-4444-4444-8444-444444444444' };
const UNKNOWN = '01936b5e-7a3c-7def-8abc-0123456789ab';

const partSchema = z.object({ submissionId: z.string(), part: z.number() });

let app: MemoryApp;
let submissionId: string;

beforeEach(async () => {
  app = createMemoryApp({ verifier, now: () => CALL_TIME });
  const users = [{ userId: 'E-1' }, { userId: 'E-2', phone: 34 }, { userId: 'E-3' }];
  const { body } = await send(createBatchUpsert(app), {
    path: '/app/togouserprofile/batch/upsert',
    body: JSON.stringify({ users }),
    headers: { ...(await bearer()), 'content-type': 'application/json' },
  });
  submissionId = body.submissionId;
});

async function applyAll(): Promise<void> {
  for (let message = app.changes.take(CALL_TIME); message; message = app.changes.take(CALL_TIME)) {
    await app.applyPart(partSchema.parse(message));
  }
}

async function ask(
  handler: Parameters<typeof send>[0],
  facts: { claims?: object; id?: string; query?: string } = {},
): Promise<Answer> {
  const { claims = {}, id = submissionId, query = '' } = facts;
  return send(handler, {
    method: 'GET',
    path: `/app/togouserprofile/submissions/${id}${query}`,
    params: { submissionId: id },
    headers: await bearer({ ...claims }),
  });
}

describe('GET app/togouserprofile/submissions/{submissionId}', () => {
  const status = (facts?: Parameters<typeof ask>[1]) => ask(createSubmissionStatus(app), facts);

  test('tells where a delivery stands before it is worked on', async () => {
    const { status: code, body } = await status();
    expect(code).toBe(200);
    expect(body).toMatchObject({
      submissionId,
      kind: 'batch',
      state: 'queued',
      received: 3,
      accepted: 2,
      rejected: 1,
      outcomes: { created: 0, rejected: 0 },
      push: { pending: 0, pushed: 0 },
      receivedAt: new Date(CALL_TIME).toISOString(),
    });
    expect(body.completedAt).toBeUndefined();
  });

  test('tells what became of it, every change counted once', async () => {
    await applyAll();
    const { body } = await status();
    expect(body).toMatchObject({
      state: 'completedWithErrors',
      outcomes: { created: 2, updated: 0, rejected: 1, failed: 0 },
      errorCount: 1,
      errors: [
        {
          code: 'TypeMismatch',
          index: 1,
          userId: 'E-2',
          field: 'phone',
          stage: 'intake',
          status: 'Error',
        },
      ],
      completedAt: new Date(CALL_TIME).toISOString(),
    });
  });

  test('finds it under an id in capitals', async () => {
    expect((await status({ id: submissionId.toUpperCase() })).status).toBe(200);
  });

  test.each([
    ['another caller', OTHER],
    ['another caller that may deliver nothing', { ...OTHER, roles: [] }],
    ['somebody signed in to the calling application', PERSON],
  ])('E1: does not exist for %s', async (_, claims) => {
    const answer = await status({ claims });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'NotFound']);
  });

  test.each(['ProfileSync.Admin', 'ProfileSync.Read'])('is shown to %s', async (role) => {
    expect((await status({ claims: { ...OTHER, roles: [role] } })).status).toBe(200);
  });

  test.each([
    UNKNOWN,
    'ledger',
    '../ledger',
    "x' or 'x' eq 'x",
    '00000000-0000-0000-0000-000000000000',
  ])('knows no submission called %s', async (id) => {
    const answer = await send(createSubmissionStatus(app), {
      method: 'GET',
      params: { submissionId: id },
      headers: await bearer(),
    });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'NotFound']);
  });

  test('asks for a token first', async () => {
    const answer = await send(createSubmissionStatus(app), {
      method: 'GET',
      params: { submissionId },
    });
    expect(answer.status).toBe(401);
  });
});

describe('GET app/togouserprofile/submissions/{submissionId}/outcomes', () => {
  const outcomes = (facts?: Parameters<typeof ask>[1]) => ask(createSubmissionOutcomes(app), facts);

  test('tells what became of every single change', async () => {
    await applyAll();
    const { status, body } = await outcomes();
    expect(status).toBe(200);
    expect(body.items).toHaveLength(3);
    expect(body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ index: 0, outcome: 'created' }),
        expect.objectContaining({ index: 1, outcome: 'rejected' }),
        expect.objectContaining({ index: 2, outcome: 'created' }),
      ]),
    );
  });

  test('tells only one outcome, if asked', async () => {
    await applyAll();
    const { body } = await outcomes({ query: '?outcome=rejected' });
    expect(body.items).toEqual([
      expect.objectContaining({ index: 1, userId: 'E-2', code: 'TypeMismatch' }),
    ]);
  });

  test.each(['?outcome=lost', '?continuation=x', '?continuation=0.-1'])(
    'refuses %s',
    async (query) => {
      const answer = await outcomes({ query });
      expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidRequest']);
    },
  );

  test('does not exist for another caller', async () => {
    expect((await outcomes({ claims: OTHER })).status).toBe(404);
  });
});

describe('GET health', () => {
  test('tells anyone that the app is up, and nothing else', async () => {
    const answer = await send(createHealth(), { method: 'GET' });
    expect([answer.status, answer.body]).toEqual([200, { status: 'up' }]);
  });
});
