import { describe, expect, it } from '@jest/globals';
import { sinceRetry, type PushRetries, type PushRetry } from '../../shared/push/push-retries';

const NOW = 1_767_600_000_000;

function retry(userId: string, dueAt: number): PushRetry {
  return { userId, submissionId: 's', index: 3, attempt: 2, since: sinceRetry(dueAt), dueAt };
}

/** What every `PushRetries` does; `open` gives one that is empty. */
export function describePushRetries(name: string, open: () => Promise<PushRetries>): void {
  describe(name, () => {
    it('gives those who are due, oldest first', async () => {
      const retries = await open();
      const late = retry('late', NOW);
      const early = retry('early', NOW - 5_000_000);
      await retries.add([retry('not yet', NOW + 1), late, early]);
      expect(await retries.due(NOW, 10)).toEqual([early, late]);
      expect(await retries.due(NOW, 1)).toEqual([early]);
      expect(await retries.due(NOW - 6_000_000, 10)).toEqual([]);
    });

    it('keeps a person once for one time, however the userId is written', async () => {
      const retries = await open();
      await retries.add([retry('Anna', NOW), retry('bert', NOW)]);
      await retries.add([retry('anna', NOW)]);
      const due = await retries.due(NOW, 10);
      expect(due.map(({ userId }) => userId).sort()).toEqual(['anna', 'bert']);
    });

    it('takes the longest userId', async () => {
      const retries = await open();
      const long = retry('\u{1f600}'.repeat(250), NOW);
      await retries.add([long]);
      expect(await retries.due(NOW, 10)).toEqual([long]);
    });

    it('forgets who was removed, also twice', async () => {
      const retries = await open();
      const both = [retry('anna', NOW), retry('bert', NOW)];
      await retries.add(both);
      await retries.remove(both.slice(0, 1));
      await retries.remove(both.slice(0, 1));
      expect(await retries.due(NOW, 10)).toEqual(both.slice(1));
    });

    it('has nobody to give when nobody was added', async () => {
      const retries = await open();
      await retries.add([]);
      await retries.remove([]);
      expect(await retries.due(NOW, 10)).toEqual([]);
    });
  });
}
