import { describe, expect, test } from '@jest/globals';
import type { OwedResync } from '../../shared/push/owed-resync';

/** What every `OwedResync` does; `open` gives one where nothing was ever noted. */
export function describeOwedResync(name: string, open: () => OwedResync): void {
  describe(name, () => {
    test('owes nothing at first', async () => {
      expect(await open().read()).toBeUndefined();
    });

    test('owes a resync from the note until it is settled', async () => {
      const owed = open();
      await owed.note();
      const version = await owed.read();
      expect(version).toEqual(expect.any(String));
      expect(await owed.read()).toBe(version);
      expect(await owed.settle(version!)).toBe(true);
      expect(await owed.read()).toBeUndefined();
    });

    test('S6: what is noted while an older note is being settled stays noted', async () => {
      const owed = open();
      await owed.note();
      const version = await owed.read();
      await owed.note();
      expect(await owed.settle(version!)).toBe(false);
      expect(await owed.read()).toEqual(expect.any(String));
    });

    test('a note that was settled before is not settled again', async () => {
      const owed = open();
      await owed.note();
      const version = await owed.read();
      await owed.settle(version!);
      await owed.note();
      expect(await owed.settle(version!)).toBe(false);
      const again = await owed.read();
      expect(await owed.settle(again!)).toBe(true);
      expect(await owed.settle(again!)).toBe(false);
    });
  });
}
