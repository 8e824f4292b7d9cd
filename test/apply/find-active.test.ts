import { expect, test } from '@jest/globals';
import { findActive } from '../../shared/apply/find-active';
import { newPerson } from '../contract/profile-store.contract';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { changeOf } from './change-of';

test('S6: of the people of a resync those are pushed who are active, and nobody is written', async () => {
  const store = createMemoryProfileStore();
  await store.write([
    newPerson('Anna'),
    newPerson('bert', { lifecycle: 'locked' }),
    newPerson('carl', { lifecycle: 'deleted' }),
  ]);
  const changes = ['dora', 'Anna', 'bert', 'carl'].map((userId, index) =>
    changeOf(userId, {}, { index }),
  );
  const outcomes = await findActive(changes, { read: (keys) => store.read(keys) });
  expect(outcomes).toMatchObject([
    { index: 0, userId: 'dora', outcome: 'skipped' },
    { index: 1, userId: 'Anna', outcome: 'unchanged', push: true },
    { index: 2, userId: 'bert', outcome: 'skipped' },
    { index: 3, userId: 'carl', outcome: 'skipped' },
  ]);
  expect(outcomes.filter(({ push }) => push)).toHaveLength(1);
});
