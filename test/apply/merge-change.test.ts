import { describe, expect, test } from '@jest/globals';
import { changeOf, clearedProperty, rowOf, say, storedProfile, textProperty } from './change-of';

const known = rowOf({ change: changeOf('anna', { name: 'Anna', phone: '1' }), sequence: 10 });

describe('merging a change into a row', () => {
  test('S46: creates who is new', () => {
    const merged = say(undefined, { change: changeOf('anna', { name: 'Anna' }), sequence: 7 });
    expect(merged).toMatchObject({
      outcome: 'created',
      stands: true,
      row: {
        profile: { userId: 'anna', fields: { name: 'Anna' }, lifecycle: 'active' },
        numbers: { createdBy: 7, base: 7, exceptions: {}, floor: 0 },
      },
    });
  });

  test('S46: leaves what is not mentioned as it is, and clears what is null', () => {
    const change = changeOf('anna', { phone: null, mobile: '2' });
    const merged = say(known, { change, sequence: 11 });
    expect(merged.outcome).toBe('updated');
    expect(merged.row?.profile.fields).toEqual({ name: 'Anna', mobile: '2' });
  });

  test('S46: merges extended properties by key', () => {
    const before = rowOf({
      change: changeOf('anna', {}, { extended: [textProperty('A', '1'), textProperty('B', '1')] }),
      sequence: 1,
    });
    const change = changeOf('anna', {}, { extended: [textProperty('B', '2')] });
    expect(say(before, { change, sequence: 2 }).row?.profile.extended).toEqual([
      { Key: 'A', Type: 1, Value: '1' },
      { Key: 'B', Type: 1, Value: '2' },
    ]);
  });

  test('S46: replaces everything that is not mentioned, extended properties too', () => {
    const before = rowOf({
      change: changeOf(
        'anna',
        { name: 'Anna', phone: '1' },
        { extended: [textProperty('A', '1')] },
      ),
      sequence: 1,
    });
    const merged = say(before, {
      change: changeOf('anna', { name: 'Anna' }),
      sequence: 2,
      mode: 'replace',
    });
    expect(merged.row?.profile).toMatchObject({ fields: { name: 'Anna' }, extended: [] });
  });

  test('S46: another type is another value', () => {
    const before = rowOf({
      change: changeOf('anna', {}, { extended: [textProperty('A', '1')] }),
      sequence: 1,
    });
    const change = changeOf('anna', {}, { extended: [{ Key: 'A', Type: 7, Value: '1' }] });
    expect(say(before, { change, sequence: 2 }).outcome).toBe('updated');
  });

  test('S11: keeps the spelling that was sent last', () => {
    const merged = say(known, { change: changeOf('Anna'), sequence: 11 });
    expect(merged.row?.profile.userId).toBe('Anna');
  });

  test('changes updatedAt only with a value', () => {
    const same = say(known, {
      change: changeOf('anna', { name: 'Anna' }),
      sequence: 12,
      open: [11],
    });
    expect(same.row?.profile.updatedAt).toBe(known.profile.updatedAt);
    const other = say(known, { change: changeOf('anna', { name: 'Anne' }), sequence: 12 });
    expect(other.row?.profile.updatedAt).toBe(new Date(12).toISOString());
  });
});

describe('the last accepted word wins (promise 2, K4)', () => {
  test('an older word changes nothing when it comes late', () => {
    const merged = say(known, { change: changeOf('anna', { name: 'Old' }), sequence: 9 });
    expect(merged).toEqual({ outcome: 'unchanged', stands: false });
  });

  test('an older word still sets what nobody has spoken of since', () => {
    const merged = say(known, {
      change: changeOf('anna', { name: 'Old', mobile: '2' }),
      sequence: 9,
    });
    expect(merged.row?.profile.fields).toEqual({ name: 'Anna', phone: '1', mobile: '2' });
  });

  test('a cleared field stays cleared when an older value comes late', () => {
    const cleared = rowOf(
      { change: changeOf('anna', { phone: '1' }), sequence: 10 },
      { change: changeOf('anna', { phone: null }), sequence: 12 },
    );
    expect(say(cleared, { change: changeOf('anna', { phone: '2' }), sequence: 11 }).row).toBe(
      undefined,
    );
  });

  test('a cleared extended property stays cleared when an older value comes late', () => {
    const cleared = rowOf(
      { change: changeOf('anna', {}, { extended: [textProperty('A', '1')] }), sequence: 10 },
      { change: changeOf('anna', {}, { extended: [clearedProperty('A')] }), sequence: 12 },
    );
    const late = changeOf('anna', {}, { extended: [textProperty('A', '2')] });
    expect(say(cleared, { change: late, sequence: 11 }).row).toBe(undefined);
  });

  test('S46: what replace has cleared stays cleared, also fields the row had never heard of', () => {
    const replaced = rowOf(
      { change: changeOf('anna', { name: 'Anna' }), sequence: 10 },
      { change: changeOf('anna', { name: 'Anna' }), sequence: 12, mode: 'replace', open: [11] },
    );
    const late = changeOf('anna', { mobile: '2' }, { extended: [textProperty('A', '1')] });
    expect(say(replaced, { change: late, sequence: 11 })).toEqual({
      outcome: 'unchanged',
      stands: false,
    });
  });

  test('S46: replace spares words that are newer than itself', () => {
    const merged = say(known, {
      change: changeOf('anna', { mobile: '2' }),
      sequence: 9,
      mode: 'replace',
    });
    expect(merged.row?.profile.fields).toEqual({ name: 'Anna', phone: '1', mobile: '2' });
    expect(merged.row?.numbers.floor).toBe(9);
  });

  test('a later word about a deleted person makes them present again', () => {
    const deleted = storedProfile(
      { lifecycle: 'deleted', fields: { name: 'Anna' } },
      { base: 10, exceptions: {}, floor: 0, createdBy: 1 },
    );
    const merged = say(deleted, { change: changeOf('anna'), sequence: 11 });
    expect(merged).toMatchObject({
      outcome: 'reactivated',
      row: { profile: { lifecycle: 'active' } },
    });
  });

  test('an upsert does not unlock who is locked', () => {
    const locked = storedProfile(
      { lifecycle: 'locked', fields: { name: 'Anna' } },
      { base: 10, exceptions: {}, floor: 0, createdBy: 1 },
    );
    const merged = say(locked, { change: changeOf('anna', { name: 'Anne' }), sequence: 11 });
    expect(merged.row?.profile).toMatchObject({ lifecycle: 'locked', fields: { name: 'Anne' } });
  });
});

describe('what is unchanged costs nothing (promise 3, K5)', () => {
  const same = changeOf('anna', { name: 'Anna' });

  test('the same value is not written again', () => {
    expect(say(known, { change: same, sequence: 11 })).toEqual({
      outcome: 'unchanged',
      stands: false,
    });
  });

  test('the number is left when an older open submission lies between', () => {
    const merged = say(known, { change: same, sequence: 13, open: [11] });
    expect(merged).toMatchObject({ outcome: 'unchanged', stands: true });
    expect(
      say(
        { ...merged.row!, etag: '2' },
        {
          change: changeOf('anna', { name: 'Old' }),
          sequence: 11,
        },
      ).row,
    ).toBe(undefined);
  });

  test('an open submission that is older than what stands does not count', () => {
    expect(say(known, { change: same, sequence: 13, open: [9] }).row).toBe(undefined);
  });

  test('clearing what was never heard of leaves its number when an older word may come', () => {
    const change = changeOf('anna', { mobile: null });
    expect(say(known, { change, sequence: 13 }).row).toBe(undefined);
    const merged = say(known, { change, sequence: 13, open: [9] });
    expect(merged.row?.numbers.exceptions).toMatchObject({ mobile: 13 });
  });
});

describe('outcomes are read off the row after a crash (K6)', () => {
  test('who was created by this submission is created, however often it is applied', () => {
    expect(
      say(known, { change: changeOf('anna', { name: 'Anna', phone: '1' }), sequence: 10 }),
    ).toEqual({
      outcome: 'created',
      stands: true,
    });
  });

  test('whose row carries the number is updated and pushed', () => {
    const row = rowOf(
      { change: changeOf('anna', { name: 'Anna' }), sequence: 10 },
      { change: changeOf('anna', { phone: '1' }), sequence: 11 },
    );
    expect(say(row, { change: changeOf('anna', { phone: '1' }), sequence: 11 })).toEqual({
      outcome: 'updated',
      stands: true,
    });
  });

  test('S46: a replace that only raised the floor is found again', () => {
    const change = changeOf('anna', {});
    const row = rowOf(
      { change: changeOf('anna', { name: 'Anna' }), sequence: 10 },
      { change, sequence: 9, mode: 'replace', open: [8] },
    );
    expect(say(row, { change, sequence: 9, mode: 'replace' }).stands).toBe(true);
  });
});
