import { expect, test } from '@jest/globals';
import { createBatchUpsert } from '../../functions/batch-upsert';
import { bearer, CALL_TIME, verifier } from './callers';
import { createMemoryApp } from './memory-app';
import { send } from './request';

const PATH = '/app/togouserprofile/batch/upsert';

test('an Idempotency-Key means the same delivery however the address of the door is spelled', async () => {
  const app = createMemoryApp({ verifier, now: () => CALL_TIME });
  const deliver = async (path: string) =>
    send(createBatchUpsert(app), {
      path,
      body: '{"users":[{"userId":"E-1"}]}',
      headers: {
        ...(await bearer()),
        'content-type': 'application/json',
        'idempotency-key': 'nightly-7',
      },
    });
  const { body } = await deliver(PATH);
  for (const path of [PATH.toUpperCase(), `${PATH}/`, PATH.replace('batch', 'b%61tch')]) {
    expect((await deliver(path)).body).toEqual(body);
  }
  expect(app.changes.waiting).toHaveLength(1);
});
