import { describe, expect, test } from '@jest/globals';
import { createTableErrorDetails } from '../../shared/record/table-error-details';
import type { NewSubmission } from '../../shared/model/submission';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { createTableSubmissionLedger } from '../../shared/record/table-submission-ledger';
import { newSubmission } from '../contract/sample-submission';
import { useAzurite } from '../support/azurite';
import { loseAnswers } from '../support/lose-answers';

const NOW = Date.UTC(2026, 4, 17, 12);
const storage = useAzurite();

/** A ledger whose table is there and holds the number of an earlier delivery. */
async function usedLedger() {
  const table = storage.emptyTable();
  const ledger = createTableSubmissionLedger(table, () => NOW);
  await ledger.accept(await announced(ledger));
  return { table, ledger };
}

async function announced(ledger: SubmissionLedger): Promise<NewSubmission> {
  const submission = newSubmission();
  await ledger.announce(submission.id, NOW);
  return submission;
}

describe('the ledger, when answers of the service are lost', () => {
  test.each([1, 2])('K1: accepts once although %i answers never came', async (lost) => {
    const { table, ledger } = await usedLedger();
    const submission = await announced(ledger);
    loseAnswers(table, lost);
    const acceptance = await ledger.accept(submission);
    expect(acceptance).toMatchObject({ kind: 'accepted', submission: { sequence: NOW + 1 } });
    expect(await ledger.readOpen({ withPeople: false })).toHaveLength(2);
  });

  test('K1: a caller who got no answer is told the same when it asks again', async () => {
    const { table, ledger } = await usedLedger();
    const submission = await announced(ledger);
    const key = { keyHash: 'k', bodyHash: 'b', submissionId: submission.id, expiresAt: NOW + 9 };
    loseAnswers(table, 3);
    await ledger.accept(submission, key).catch(() => undefined);
    const repeated = await announced(ledger);
    const again = await ledger.accept(repeated, { ...key, submissionId: repeated.id });
    expect(again).toEqual({ kind: 'known', record: key });
    expect(await ledger.find(repeated.id)).toBeUndefined();
    expect(await ledger.find(submission.id)).toMatchObject({ sequence: NOW + 1 });
  });

  test('K1: the very first delivery is accepted once, too', async () => {
    const table = storage.emptyTable();
    const ledger = createTableSubmissionLedger(table, () => NOW);
    const submission = await announced(ledger);
    loseAnswers(table, 1);
    const acceptance = await ledger.accept(submission);
    expect(acceptance).toMatchObject({ kind: 'accepted', submission: { sequence: NOW } });
    expect(await ledger.readOpen({ withPeople: false })).toHaveLength(1);
  });

  test('K2: announces once', async () => {
    const { table, ledger } = await usedLedger();
    loseAnswers(table, 1);
    const { id } = await announced(ledger);
    expect(await ledger.abandoned(NOW + 1)).toEqual([id]);
  });

  test('K2: abandons once', async () => {
    const { table, ledger } = await usedLedger();
    const { id } = await announced(ledger);
    loseAnswers(table, 1);
    await ledger.abandon(id, NOW);
    expect(await ledger.abandoned(NOW + 1)).toEqual([]);
    expect(await ledger.deletable(NOW)).toEqual([{ submissionId: id, deleteAt: NOW }]);
  });

  test('K2: ends once', async () => {
    const { table, ledger } = await usedLedger();
    const [open] = await ledger.readOpen({ withPeople: false });
    loseAnswers(table, 1);
    await ledger.end(open!.id, NOW, { report: true });
    expect(await ledger.readOpen({ withPeople: false })).toEqual([]);
    expect(await ledger.deletable(NOW)).toHaveLength(1);
    expect(await ledger.dueReports(NOW, 10)).toHaveLength(1);
  });

  test('K7: a result that was stored stands', async () => {
    const { table, ledger } = await usedLedger();
    const result = { part: 0, state: 'done' as const, outcomes: {}, toPush: 0, errors: 0 };
    loseAnswers(table, 1);
    await ledger.recordPart('id', result);
    expect((await ledger.results('id')).parts).toEqual([result]);
  });
});

describe('the error table, when answers of the service are lost', () => {
  test('K7: a line stands once', async () => {
    const table = storage.emptyTable();
    const errors = createTableErrorDetails(table, () => NOW);
    await errors.list({});
    loseAnswers(table, 1);
    const line = {
      submissionId: newSubmission().id,
      occurredAt: '2026-05-17T12:00:00.000Z',
      status: 'Error',
      stage: 'intake',
      code: 'InvalidUserId',
      message: 'userId must be text.',
      index: 0,
    } as const;
    await errors.record([line]);
    expect(await errors.list({})).toEqual({ items: [line] });
  });

  test('S58: a person is named although no table takes their id as it is', async () => {
    const errors = createTableErrorDetails(storage.emptyTable(), () => NOW);
    await errors.record([
      {
        submissionId: newSubmission().id,
        occurredAt: '2026-05-17T12:00:00.000Z',
        status: 'Error',
        stage: 'intake',
        code: 'InvalidUserId',
        message: 'no',
        userId: `a\ud800b\0c${'x'.repeat(100_000)}`,
      },
    ]);
    const { items } = await errors.list({});
    expect(items[0]?.userId).toBe(`a\ufffdb\ufffdc${'x'.repeat(1_995)}…`);
  });
});
