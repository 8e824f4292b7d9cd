import { describe, expect, test } from '@jest/globals';
import { parseWorkMessage } from '../../../functions/queue/parse-work-message';

const SUBMISSION = '01936b5e-7a3c-7def-8abc-0123456789ab';

describe('parseWorkMessage', () => {
  test('reads which part of which submission is meant', () => {
    const message = { version: 1, submissionId: SUBMISSION, part: 3 };
    expect(parseWorkMessage(message)).toEqual({
      kind: 'part',
      name: { submissionId: SUBMISSION, part: 3 },
    });
  });

  test('reads the wish to try again', () => {
    expect(parseWorkMessage({ version: 1, retry: true })).toEqual({ kind: 'retry' });
  });

  test('reads the wish for a bulk import', () => {
    expect(parseWorkMessage({ version: 1, import: true })).toEqual({ kind: 'import' });
  });

  test('K8: keeps a message of newer code as it is', () => {
    const message = { version: 2, range: [1, 2], note: { deep: null } };
    expect(parseWorkMessage(message)).toEqual({ kind: 'newer', message });
  });

  test.each([
    undefined,
    42,
    'text',
    [],
    {},
    { version: 1 },
    { version: '1', submissionId: SUBMISSION, part: 0 },
    { version: 1, submissionId: '../ledger', part: 0 },
    { version: 1, submissionId: SUBMISSION, part: -1 },
    { version: 1, submissionId: SUBMISSION, part: 0.5 },
    { version: 1, retry: false },
    { version: 1, import: false },
    { version: 1, import: true, retry: true },
    { version: 0, submissionId: SUBMISSION, part: 0 },
    { version: 1, submissionId: SUBMISSION, part: 0, dequeueCount: 9 },
  ])('takes %j for garbage', (body) => {
    expect(parseWorkMessage(body)).toEqual({ kind: 'garbage' });
  });
});
