import { describe, expect, it } from '@jest/globals';
import { personKey } from '../../shared/model/person-key';
import { importMark } from '../../shared/push/import-store';
import type { PushStore } from '../../shared/push/push-store';
import { pushPeople } from '../../shared/push/push-people';
import { PushWorld } from './push-world';
import { profileOf } from './routing-with';

const ANNA = 'anna@contoso.com';
const DEPARTMENT = 'sharePoint:AudienceDepartment';

function says(audienceDepartment: string) {
  return profileOf(ANNA, { fields: { upn: ANNA, audienceDepartment } });
}

/** A bulk import takes Anna between this round's reading and its marking, as one can that has its lane by then. */
function importedBefore(world: PushWorld): PushStore {
  return {
    ...world.store,
    write: async (writes) => {
      const [now] = await world.store.read([personKey(ANNA)]).then((rows) => [...rows.values()]);
      if (now !== undefined && !Object.hasOwn(now.record.doubts, DEPARTMENT)) {
        const doubts = { [DEPARTMENT]: importMark('new') };
        const record = { ...now.record, doubts };
        await world.store.write([{ key: personKey(ANNA), record, etag: now.etag }]);
      }
      return world.store.write(writes);
    },
  };
}

describe('K9: a round that has lost its lane to a bulk import without knowing', () => {
  it('leaves to the import whom it holds, and its mark stands', async () => {
    const world = new PushWorld();
    world.put(says('a'));
    await world.push(ANNA);
    world.put(says('b'));
    const calls = world.tenant.calls.length;
    const person = { userId: ANNA, submissionId: 's', index: 0, attempt: 1, since: world.now };
    const { routing } = world;
    const request = {
      ...{ people: [person], routing },
      ...{ deadline: world.now + 60_000, mayAwaitImport: true },
    };
    const ports = { ...world.ports, store: importedBefore(world) };
    const answer = await pushPeople(request, ports);
    expect(answer.results).toEqual([]);
    expect(answer.waitUntil).toBeGreaterThan(world.now);
    expect(world.tenant.calls).toHaveLength(calls);
    const rows = await world.store.read([personKey(ANNA)]);
    expect(rows.get(personKey(ANNA).rowKey)?.record.doubts).toEqual({
      [DEPARTMENT]: importMark('new'),
    });
  });
});
