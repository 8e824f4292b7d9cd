import { describe, expect, it } from '@jest/globals';
import { peopleManagerAllowance } from '../../shared/push/pace';

describe('how many PeopleManager calls are made', () => {
  it.each([
    [1, 600],
    [1_000, 600],
    [1_001, 1_200],
    [5_000, 1_200],
    [5_001, 1_800],
    [15_000, 1_800],
    [15_001, 2_400],
    [50_000, 2_400],
    [50_001, 3_000],
    [1_000_000, 3_000],
  ])('is a fifth of what SharePoint allows a tenant of %d licences: %d', (licences, calls) => {
    expect(peopleManagerAllowance({ licences })).toEqual({ calls, windowMs: 300_000 });
  });

  it('is what the administrator says', () => {
    const settings = { licences: 1_000, peopleManagerCalls: 4_321 };
    expect(peopleManagerAllowance(settings).calls).toBe(4_321);
  });
});
