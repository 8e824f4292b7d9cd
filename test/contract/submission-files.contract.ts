import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeOutcome } from '../../shared/model/outcome';
import type { SubmissionFiles } from '../../shared/record/submission-files';
import { newSubmission } from './sample-submission';

/** What every store of answers and outcomes does; `create` gives an empty one. */
export function describeSubmissionFiles(name: string, create: () => SubmissionFiles): void {
  describe(name, () => {
    const { id } = newSubmission();
    let files: SubmissionFiles;
    beforeEach(() => {
      files = create();
    });

    test('gives back the answer as it was stored', async () => {
      const answer = JSON.stringify({ submissionId: id, errors: [{ message: 'ñ\u2028€😀' }] });
      await files.saveAnswer(id, answer);
      expect(await files.readAnswer(id)).toBe(answer);
    });

    test('knows nothing of what was not stored', async () => {
      expect(await files.readAnswer(id)).toBeUndefined();
      expect(await files.readOutcomes(id, 0)).toBeUndefined();
    });

    test('K7: the first outcomes of a part stand', async () => {
      const first = [outcome(0), { ...outcome(1), push: true as const }];
      expect(await files.saveOutcomes(id, 0, first)).toEqual(first);
      expect(await files.saveOutcomes(id, 0, [outcome(9)])).toEqual(first);
      expect(await files.readOutcomes(id, 0)).toEqual(first);
    });

    test('K7: of two who store at once, both go on with the same outcomes', async () => {
      const [one, other] = await Promise.all([
        files.saveOutcomes(id, 4, [outcome(1)]),
        files.saveOutcomes(id, 4, [outcome(2)]),
      ]);
      expect(one).toEqual(other);
    });

    test('keeps parts apart, and a part without outcomes', async () => {
      await files.saveOutcomes(id, 0, []);
      await files.saveOutcomes(id, 1, [outcome(7)]);
      expect(await files.readOutcomes(id, 0)).toEqual([]);
      expect(await files.readOutcomes(id, 1)).toEqual([outcome(7)]);
    });

    test('keeps ten thousand outcomes in their order', async () => {
      const outcomes = Array.from({ length: 10_000 }, (_, index) => outcome(index));
      await files.saveOutcomes(id, 0, outcomes);
      expect(await files.readOutcomes(id, 0)).toEqual(outcomes);
    });

    test('deletes all of a submission and nothing of another', async () => {
      const other = newSubmission().id;
      for (const submission of [id, other]) {
        await files.saveAnswer(submission, '{}');
        await files.saveOutcomes(submission, 3, [outcome(0)]);
      }
      await files.deleteAll(id);
      await files.deleteAll(id);
      expect(await files.readAnswer(id)).toBeUndefined();
      expect(await files.readOutcomes(id, 3)).toBeUndefined();
      expect(await files.readAnswer(other)).toBe('{}');
      expect(await files.readOutcomes(other, 3)).toEqual([outcome(0)]);
    });
  });
}

function outcome(index: number): ChangeOutcome {
  return {
    index,
    userId: `user-${index}@contoso.com`,
    outcome: 'rejected',
    code: 'ProfileTooLarge',
    message: 'A line\nand a separator\u2028in it.',
  };
}
