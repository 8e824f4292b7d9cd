import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SubmissionSummary } from '../../shared/model/submission';
import type { SubmissionHistory } from '../../shared/record/submission-history';
import { summary } from './sample-submission';

const NOW = Date.UTC(2026, 4, 17, 12);
const DAY = 86_400_000;

/** What every list of submissions does; `create` gives an empty one. */
export function describeSubmissionHistory(
  name: string,
  create: (now: () => number) => SubmissionHistory,
): void {
  describe(name, () => {
    let history: SubmissionHistory;
    beforeEach(() => {
      history = create(() => NOW);
    });

    test('keeps all that is known of a submission', async () => {
      const known = summary({
        state: 'completedWithErrors',
        outcomes: { created: 1, unchanged: 1, rejected: 1 },
        pushes: { pushed: 1, unchanged: 1, pending: 4 },
        errorCount: 1,
        completedAt: NOW + 61_234,
      });
      await history.put(known);
      expect(await history.find(known.id)).toEqual(known);
      expect(await history.list({})).toEqual({ items: [known] });
    });

    test('holds one row a submission, in its newest state', async () => {
      const known = summary();
      await history.put(known);
      const done = { ...known, state: 'completed' as const, completedAt: NOW };
      await history.put({ ...known, state: 'applying', outcomes: { created: 2 } });
      await history.put(done);
      expect(await history.list({})).toEqual({ items: [done] });
    });

    test('what has ended stays ended, whoever comes late', async () => {
      const done = summary({ state: 'completed', completedAt: NOW });
      await history.put(done);
      const { completedAt: _, ...late } = { ...done, state: 'applying' as const };
      await history.put(late);
      expect(await history.find(done.id)).toEqual(done);
    });

    test('knows nothing of other ids, nor of what cannot be one', async () => {
      await history.put(summary());
      expect(await history.find(summary().id)).toBeUndefined();
      expect(await history.find('a/b#c')).toBeUndefined();
    });

    test('lists newest first, over months and pages', async () => {
      const all = await putMany(history, 120, 9 * DAY);
      const pages = await readAll(history, {});
      expect(pages.map(({ length }) => length)).toEqual([100, 20]);
      expect(pages.flat()).toEqual(all);
    });

    test('filters by state', async () => {
      await putMany(history, 5, 20 * DAY);
      const failed = summary({ state: 'failed', receivedAt: NOW - 65 * DAY, completedAt: NOW });
      await history.put(failed);
      expect(await history.list({ state: 'failed' })).toEqual({ items: [failed] });
      expect((await history.list({ state: 'queued' })).items).toHaveLength(5);
      expect(await history.list({ state: 'waiting' })).toEqual({ items: [] });
    });

    test.each(['', 'x', 'bm9uc2Vuc2U', Buffer.from("2026-05/' or '1").toString('base64url')])(
      'refuses a continuation that it did not give out: %j',
      async (continuation) => {
        await expect(history.list({ continuation })).rejects.toMatchObject({
          code: 'InvalidRequest',
        });
      },
    );
  });
}

/** Newest first, as they are to be listed. */
async function putMany(
  history: SubmissionHistory,
  count: number,
  distance: number,
): Promise<SubmissionSummary[]> {
  const all = Array.from({ length: count }, (_, place) =>
    summary({ receivedAt: NOW - place * distance }),
  );
  await Promise.all(all.map((one) => history.put(one)));
  return all;
}

async function readAll(
  history: SubmissionHistory,
  query: { state?: SubmissionSummary['state'] },
): Promise<(readonly SubmissionSummary[])[]> {
  const pages: (readonly SubmissionSummary[])[] = [];
  let page = await history.list(query);
  pages.push(page.items);
  while (page.continuation !== undefined) {
    page = await history.list({ ...query, continuation: page.continuation });
    pages.push(page.items);
  }
  return pages;
}
