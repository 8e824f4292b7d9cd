import { describe, expect, test } from '@jest/globals';
import type {
  OpenSubmission,
  PartResult,
  PushResult,
  SubmissionSummary,
} from '../../shared/model/submission';
import {
  endState,
  isApplied,
  isPushed,
  summarizeSubmission,
} from '../../shared/record/summarize-submission';

const part = { kind: 'changes', offset: 0, length: 1, count: 5 } as const;

const submission: OpenSubmission = {
  id: '01890000-0000-7000-8000-000000000000',
  kind: 'batch',
  mode: 'merge',
  caller: 'hr',
  receivedAt: 1,
  received: 10,
  accepted: 9,
  rejected: 1,
  parts: [part, part],
  chunkEtag: '',
  people: 'everybody',
  sequence: 7,
  state: 'applying',
  lastSentAt: 1,
  asleep: [],
  paused: [],
  etag: '1',
};

function partResult(rest: Partial<PartResult>): PartResult {
  return { part: 0, state: 'done', outcomes: {}, toPush: 0, errors: 0, ...rest };
}

function pushResult(rest: Partial<PushResult>): PushResult {
  return { part: 0, range: 0, state: 'done', pushes: {}, errors: 0, ...rest };
}

describe('a submission in the sum of its parts (K7)', () => {
  test('adds up outcomes, pushes and errors', () => {
    const summary = summarizeSubmission(submission, {
      parts: [
        partResult({ outcomes: { created: 3, rejected: 1 }, toPush: 3, errors: 1 }),
        partResult({ part: 1, outcomes: { created: 2, unchanged: 4 }, toPush: 2 }),
      ],
      pushes: [pushResult({ pushes: { pushed: 1, failed: 2 }, errors: 2 })],
    });
    expect(summary).toMatchObject({
      outcomes: { created: 5, rejected: 1, unchanged: 4 },
      pushes: { pushed: 1, failed: 2, pending: 2 },
      errorCount: 3,
      received: 10,
    });
  });

  test('does not count what the undertaker still holds', () => {
    const results = {
      parts: [partResult({}), partResult({ part: 1, state: 'dying' })],
      pushes: [],
    };
    expect(isApplied(submission, results)).toBe(false);
    const settled = { parts: [partResult({}), partResult({ part: 1 })], pushes: [] };
    expect(isApplied(submission, settled)).toBe(true);
  });

  test.each([
    [100, 1],
    [101, 2],
    [0, 0],
  ])('%d people to push are pushed in %d ranges', (toPush, ranges) => {
    const pushes = Array.from({ length: ranges }, (_, range) => pushResult({ range }));
    const parts = [partResult({ toPush })];
    expect(isPushed({ parts, pushes })).toBe(true);
    expect(isPushed({ parts, pushes: pushes.slice(1) })).toBe(ranges === 0);
    const dying = pushes.map((range): PushResult => ({ ...range, state: 'dying' }));
    expect(isPushed({ parts, pushes: dying })).toBe(ranges === 0);
  });

  test.each<[Pick<SubmissionSummary, 'outcomes' | 'pushes'>, string]>([
    [{ outcomes: { created: 10 }, pushes: { pushed: 10 } }, 'completed'],
    [{ outcomes: { created: 10 }, pushes: { waiting: 1, pushed: 9 } }, 'completed'],
    [{ outcomes: { created: 9, rejected: 1 }, pushes: {} }, 'completedWithErrors'],
    [{ outcomes: { created: 9, failed: 1 }, pushes: {} }, 'completedWithErrors'],
    [{ outcomes: { created: 10 }, pushes: { failed: 1 } }, 'completedWithErrors'],
    [{ outcomes: { failed: 10 }, pushes: {} }, 'failed'],
  ])('%j ends as %s', (counts, expected) => {
    const summary = summarizeSubmission(submission, { parts: [], pushes: [] });
    expect(endState({ ...summary, ...counts })).toBe(expected);
  });
});
