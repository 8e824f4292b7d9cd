import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { acceptAnnounced, accepted, record } from './accept-announced';
import { newSubmission } from './sample-submission';

const NOW = Date.UTC(2026, 4, 17, 12);
const DAY = 86_400_000;

/** What every ledger does with deliveries that may never be accepted; `create` gives an empty one. */
export function describeAnnouncements(
  name: string,
  create: (now: () => number) => SubmissionLedger,
): void {
  describe(`${name}, with deliveries that are never accepted`, () => {
    let ledger: SubmissionLedger;
    beforeEach(() => {
      ledger = create(() => NOW);
    });

    test('K2: knows what was announced before a time', async () => {
      const [early, late] = [newSubmission(), newSubmission()];
      await ledger.announce(early.id, NOW - 1);
      await ledger.announce(late.id, NOW);
      expect(await ledger.abandoned(NOW - 1)).toEqual([]);
      expect(await ledger.abandoned(NOW)).toEqual([early.id]);
      expect(new Set(await ledger.abandoned(NOW + 1))).toEqual(new Set([early.id, late.id]));
    });

    test('K1: accepting takes the announcement away', async () => {
      const { id } = await accepted(ledger, newSubmission());
      expect(await ledger.abandoned(NOW + DAY)).toEqual([]);
      await ledger.abandon(id, NOW);
      expect(await ledger.deletable(NOW + DAY)).toEqual([]);
      expect(await ledger.find(id)).toMatchObject({ state: 'queued' });
    });

    test('K1: a key that another delivery holds leaves the announcement, to be forgotten', async () => {
      const [first, second] = [newSubmission(), newSubmission()];
      await acceptAnnounced(ledger, first, record(first));
      await acceptAnnounced(ledger, second, record(second));
      expect(await ledger.abandoned(NOW + 1)).toEqual([second.id]);
      await ledger.forgetAnnounced(second.id);
      await ledger.forgetAnnounced(second.id);
      expect(await ledger.abandoned(NOW + 1)).toEqual([]);
    });

    test('K2: an abandoned delivery is noted for deletion, once', async () => {
      const { id } = newSubmission();
      await ledger.announce(id, NOW);
      await ledger.abandon(id, NOW + 10);
      await ledger.abandon(id, NOW + 99);
      expect(await ledger.abandoned(NOW + DAY)).toEqual([]);
      expect(await ledger.deletable(NOW + DAY)).toEqual([{ submissionId: id, deleteAt: NOW + 10 }]);
    });

    test.each([
      ['abandoned', (id: string) => ledger.abandon(id, NOW)],
      ['forgotten', (id: string) => ledger.forgetAnnounced(id)],
    ])('K1: a delivery that was %s is not accepted, and has no effect', async (_, undo) => {
      const before = await accepted(ledger, newSubmission());
      const late = newSubmission();
      await ledger.announce(late.id, NOW);
      await undo(late.id);
      const accepting = ledger.accept(late, record(late));
      await expect(accepting).rejects.toMatchObject({ code: 'StorageUnavailable' });
      expect(await ledger.readOpen({ withPeople: true })).toEqual([before]);
      expect(await ledger.findKey('hash')).toBeUndefined();
      expect((await accepted(ledger, newSubmission())).sequence).toBe(before.sequence + 1);
    });

    test('K1: of accepting and abandoning at once, one has its effect', async () => {
      const submissions = Array.from({ length: 8 }, () => newSubmission());
      for (const { id } of submissions) await ledger.announce(id, NOW);
      const attempts = submissions.map(async (submission) => {
        const accepting = ledger.accept(submission).then(
          () => true,
          () => false,
        );
        await ledger.abandon(submission.id, NOW);
        return (await accepting) ? [submission.id] : [];
      });
      const told = new Set((await Promise.all(attempts)).flat());
      const open = await ledger.readOpen({ withPeople: false });
      const doomed = await ledger.deletable(NOW);
      expect(new Set(open.map(({ id }) => id))).toEqual(told);
      expect(new Set([...told, ...doomed.map(({ submissionId }) => submissionId)])).toEqual(
        new Set(submissions.map(({ id }) => id)),
      );
      expect(open.length + doomed.length).toBe(submissions.length);
    });
  });
}
