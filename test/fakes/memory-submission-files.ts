import type { ChangeOutcome } from '../../shared/model/outcome';
import type { SubmissionFiles } from '../../shared/record/submission-files';

/** The answer and the outcomes of submissions, in memory; what is written first stands. */
export function createMemorySubmissionFiles(): SubmissionFiles {
  const answers = new Map<string, string>();
  const outcomes = new Map<string, Map<number, readonly ChangeOutcome[]>>();
  return {
    saveAnswer: async (id, answer) => {
      answers.set(id, answer);
    },
    readAnswer: async (id) => answers.get(id),
    saveOutcomes: async (id, part, said) => {
      const parts = outcomes.get(id) ?? new Map<number, readonly ChangeOutcome[]>();
      outcomes.set(id, parts);
      const standing = parts.get(part) ?? said;
      parts.set(part, standing);
      return standing;
    },
    readOutcomes: async (id, part) => outcomes.get(id)?.get(part),
    deleteAll: async (id) => {
      answers.delete(id);
      outcomes.delete(id);
    },
  };
}
