import { describe, expect, test } from '@jest/globals';
import { earlierSpeakers } from '../../shared/apply/earlier-speakers';
import type { OpenSubmission, SubmissionState } from '../../shared/model/submission';

function open(
  sequence: number,
  people: readonly number[] | 'everybody',
  state: SubmissionState = 'queued',
): OpenSubmission {
  return {
    id: String(sequence),
    kind: 'batch',
    mode: 'merge',
    caller: 'hr',
    receivedAt: 0,
    received: 1,
    accepted: 1,
    rejected: 0,
    parts: [],
    chunkEtag: '',
    people: people === 'everybody' ? people : Uint32Array.from(people),
    sequence,
    state,
    lastSentAt: 0,
    asleep: [],
    paused: [],
    etag: '1',
  };
}

describe('who may still speak of a person (K5)', () => {
  test('open submissions between the stored number and mine that name the person', () => {
    const mayBeSpokenOf = earlierSpeakers([open(5, [1, 2])], 8);
    expect(mayBeSpokenOf(1, 4)).toBe(true);
    expect(mayBeSpokenOf(3, 4)).toBe(false);
    expect(mayBeSpokenOf(1, 5)).toBe(false);
  });

  test('neither I myself nor anyone younger', () => {
    const mayBeSpokenOf = earlierSpeakers([open(8, [1]), open(9, [1])], 8);
    expect(mayBeSpokenOf(1, 4)).toBe(false);
  });

  test('a submission with too many people to list may speak of everybody', () => {
    expect(earlierSpeakers([open(5, 'everybody')], 8)(77, 4)).toBe(true);
  });

  test.each<[SubmissionState, boolean]>([
    ['receiving', true],
    ['queued', true],
    ['waiting', true],
    ['applying', true],
    ['awaitingApproval', true],
    ['pushing', false],
  ])('a submission that is %s: %s', (state, expected) => {
    expect(earlierSpeakers([open(5, [1], state)], 8)(1, 4)).toBe(expected);
  });
});
