import { describe, expect, it } from '@jest/globals';
import { personKey } from '../../shared/model/person-key';
import { newPushRecord, type PushRecord, type PushStore } from '../../shared/push/push-store';

const ANNA = personKey('anna@contoso.com');
const BERT = personKey('Bert #EXT#@contoso.com');

const FULL: PushRecord = {
  userId: 'Anna@contoso.com',
  identity: {
    objectId: '11111111-2222-4333-8444-555555555555',
    userPrincipalName: 'anna@contoso.com',
    onPremisesSync: true,
    resolvedFrom: 'hash',
  },
  sent: { 'entra:jobTitle': 'h1', 'extended:Cost.Center': 'h2' },
  doubts: { 'sharePoint:CellPhone': 'mark' },
  sharedWith: ['bert "B"\u2028ß@contoso.com'],
  nextTryAt: 1_767_600_000_000,
  failedSince: 1_767_500_000_000,
  refusals: {
    person: { code: 'IdentityNotResolvable', message: 'Nobody.', target: 'graph', at: 1, of: 'h3' },
    'sharePoint:X': { code: 'PropertyMissing', message: 'None.', property: 'X', at: 2, of: '' },
  },
  pushedFor: ['0198f0c0-0000-7000-8000-000000000000', '0198f0c0-0000-7000-8000-000000000001'],
};

/** What every `PushStore` does; `open` gives one that is empty. */
export function describePushStore(name: string, open: () => Promise<PushStore>): void {
  describe(name, () => {
    it('knows nobody at first', async () => {
      const store = await open();
      expect(await store.read([ANNA, BERT])).toEqual(new Map());
      expect(await store.read([])).toEqual(new Map());
      expect(await store.write([])).toEqual(new Map());
    });

    it('gives back what was written, with the version that writing returned', async () => {
      const store = await open();
      const plain = newPushRecord('Bert');
      const etags = await store.write([
        { key: ANNA, record: FULL },
        { key: BERT, record: plain },
      ]);
      const rows = await store.read([ANNA, BERT, personKey('nobody')]);
      expect(rows).toEqual(
        new Map([
          [ANNA.rowKey, { record: FULL, etag: etags.get(ANNA.rowKey) }],
          [BERT.rowKey, { record: plain, etag: etags.get(BERT.rowKey) }],
        ]),
      );
    });

    it('forgets what a newer row leaves out', async () => {
      const store = await open();
      const first = await store.write([{ key: ANNA, record: FULL }]);
      const etag = first.get(ANNA.rowKey) ?? '';
      const record = newPushRecord('anna');
      await store.write([{ key: ANNA, record, etag }]);
      expect((await store.read([ANNA])).get(ANNA.rowKey)?.record).toEqual(record);
    });

    it('leaves alone what somebody else has written in between, and writes the others', async () => {
      const store = await open();
      const people = Array.from({ length: 40 }, (_, place) => personKey(`p${String(place)}`));
      const first = await store.write(people.map((key) => ({ key, record: newPushRecord('a') })));
      const changed = people.filter((_, place) => place % 7 === 3);
      await store.write(
        changed.map((key) => ({
          key,
          record: newPushRecord('b'),
          etag: first.get(key.rowKey) ?? '',
        })),
      );
      const written = await store.write(
        people.map((key) => ({
          key,
          record: newPushRecord('c'),
          etag: first.get(key.rowKey) ?? '',
        })),
      );
      expect(written.size).toBe(people.length - changed.length);
      const rows = await store.read(people);
      for (const key of people) {
        const isChanged = changed.includes(key);
        expect(rows.get(key.rowKey)?.record.userId).toBe(isChanged ? 'b' : 'c');
        expect(written.has(key.rowKey)).toBe(!isChanged);
      }
    });

    it('does not insert over a row that is there', async () => {
      const store = await open();
      await store.write([{ key: ANNA, record: FULL }]);
      expect(await store.write([{ key: ANNA, record: newPushRecord('x') }])).toEqual(new Map());
      expect((await store.read([ANNA])).get(ANNA.rowKey)?.record).toEqual(FULL);
    });

    it('takes a person with very many properties', async () => {
      const store = await open();
      const many = Object.fromEntries(
        Array.from({ length: 1500 }, (_, place) => [
          `extended:Property${String(place)}`,
          'x'.repeat(16),
        ]),
      );
      const record = { ...newPushRecord('anna'), sent: many, doubts: many };
      await store.write([{ key: ANNA, record }]);
      expect((await store.read([ANNA])).get(ANNA.rowKey)?.record).toEqual(record);
    });
  });
}
