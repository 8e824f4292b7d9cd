import { describe, expect, test } from '@jest/globals';
import { FATES, STORIES, tellUntil } from './every-point';

/** More calls than any worker of the stories makes. */
const MANY_CALLS = 200;

describe('between any two calls to storage or tenant', () => {
  for (const story of STORIES) {
    test.each(Object.entries(FATES))(
      `${story.name}, and the worker %s any call`,
      async (_, fate) => {
        let call = 0;
        while (call < MANY_CALLS && (await tellUntil(story, fate(call + 1)))) call += 1;
        expect(call).toBeGreaterThan(3);
        expect(call).toBeLessThan(MANY_CALLS);
      },
    );
  }
});
