import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredProfile } from '../../shared/apply/profile-store';
import type { ChangeMode } from '../../shared/model/profile-change';
import { changeOf, clearedProperty, rowAfter, say, textProperty } from './change-of';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

interface Words {
  readonly mode: ChangeMode;
  readonly name: string | null | undefined;
  readonly phone: string | null | undefined;
  readonly extended: string | null | undefined;
}

const said = fc.constantFrom('a', 'b', null, undefined);
const words = fc.record<Words>({
  mode: fc.constantFrom('merge', 'merge', 'replace'),
  name: said,
  phone: said,
  extended: said,
});

function toChange({ name, phone, extended }: Words) {
  return changeOf(
    'anna',
    { ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) },
    {
      extended:
        extended === undefined
          ? []
          : [extended === null ? clearedProperty('A') : textProperty('A', extended)],
    },
  );
}

/** The last word about each field, in the order of acceptance. */
function expectedFields(all: readonly Words[]) {
  const last: Record<'name' | 'phone' | 'extended', string | null> = {
    name: null,
    phone: null,
    extended: null,
  };
  for (const one of all) {
    for (const field of ['name', 'phone', 'extended'] as const) {
      const value = one[field];
      if (value !== undefined) last[field] = value;
      else if (one.mode === 'replace') last[field] = null;
    }
  }
  return last;
}

function actualFields({ profile }: StoredProfile) {
  return {
    name: profile.fields.name ?? null,
    phone: profile.fields.phone ?? null,
    extended: profile.extended[0]?.Value ?? null,
  };
}

describe('promise 2: submissions can be applied in any order', () => {
  test('and again, and the row ends with the last accepted word about each field', () => {
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 6 }).chain((all) =>
          fc.record({
            all: fc.constant(all),
            // Places in the order of acceptance; a place drawn twice is a delivery that came twice.
            order: fc.array(fc.nat(all.length - 1), { maxLength: 12 }),
          }),
        ),
        ({ all, order }) => {
          const open = new Set(all.keys());
          let row: StoredProfile | undefined;
          for (const place of [...order, ...all.keys()]) {
            const one = all[place]!;
            const merged = say(row, {
              change: toChange(one),
              sequence: place + 1,
              mode: one.mode,
              open: [...open].map((other) => other + 1),
            });
            row = rowAfter(row, merged);
            open.delete(place);
          }
          expect(actualFields(row!)).toEqual(expectedFields(all));
        },
      ),
      { numRuns: RUNS * 10 },
    );
  });
});
