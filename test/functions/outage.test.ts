import { describe, expect, test } from '@jest/globals';
import { createBatchUpsert } from '../../functions/batch-upsert';
import { createSubmissionStatus } from '../../functions/submission-status';
import { createSweepSubmissions } from '../../functions/sweep-submissions';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { bearer, CALL_TIME, verifier } from './callers';
import { createMemoryApp } from './memory-app';
import { createContext, INVOCATION, send } from './request';

const DELIVERY = {
  path: '/app/togouserprofile/batch/upsert',
  body: JSON.stringify({ users: [{ userId: 'E-1' }] }),
};

async function deliver(app: Parameters<typeof createBatchUpsert>[0]) {
  const headers = { ...(await bearer()), 'content-type': 'application/json' };
  return send(createBatchUpsert(app), { ...DELIVERY, headers });
}

describe('when something else is down', () => {
  const app = createMemoryApp({ verifier, now: () => CALL_TIME });

  test('a storage that does not answer is told as such, with when to ask again', async () => {
    const down = new SyncError('StorageUnavailable', 'Azure Storage does not answer.', {
      cause: new Error('https://account.table.core.windows.net/?sig=secret'),
    });
    const answer = await deliver({ ...app, acceptDelivery: () => Promise.reject(down) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(answer.body).toEqual({
      error: {
        code: 'StorageUnavailable',
        message: 'Azure Storage does not answer.',
        correlationId: INVOCATION,
      },
    });
    expect(answer.log.join()).toMatch(/^error: failed: SyncError StorageUnavailable/);
    expect(answer.log.join()).not.toContain('secret');
  });

  test('a tenant whose keys cannot be had does not look like a bad token', async () => {
    const retryAt = CALL_TIME + 5_000;
    const answer = await deliver({
      ...app,
      authorizeCaller: {
        ...app.authorizeCaller,
        deliverer: () =>
          Promise.reject(new RetryLaterError('SigningKeysUnavailable', 'No keys.', { retryAt })),
      },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });

  test('S43: the token is checked before anything of the body is looked at', async () => {
    const answer = await send(createBatchUpsert(app), {
      ...DELIVERY,
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'content-length': '' },
    });
    expect(answer.status).toBe(401);
  });

  test('an error that nobody expected is told to the log, not to the caller', async () => {
    const answer = await deliver({
      ...app,
      acceptDelivery: () => Promise.reject(new TypeError('E-1 is not iterable')),
    });
    expect([answer.status, answer.body.error.code]).toEqual([500, 'Internal']);
    expect(JSON.stringify(answer.body)).not.toContain('E-1');
    expect(answer.log.join()).toMatch(/failed: TypeError\n/);
    expect(answer.log.join()).not.toContain('E-1');
  });

  test('the sweep fails for the host to see', async () => {
    const { context } = createContext();
    const failure = new SyncError('StorageUnavailable', 'Down.');
    const sweep = createSweepSubmissions({ sweepSubmissions: () => Promise.reject(failure) });
    const timer = { isPastDue: false } as Parameters<typeof sweep>[0];
    await expect(sweep(timer, context)).rejects.toBe(failure);
  });

  test('a status that cannot be read now is no missing submission', async () => {
    const answer = await send(
      createSubmissionStatus({
        ...app,
        showSubmission: () => Promise.reject(new SyncError('StorageUnavailable', 'Down.')),
      }),
      {
        method: 'GET',
        headers: await bearer(),
        params: { submissionId: '01936b5e-7a3c-7def-8abc-0123456789ab' },
      },
    );
    expect(answer.status).toBe(503);
  });
});
