import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SettingsRows } from '../../shared/configuration/settings-rows';

/** What every implementation of the port does; `create` gives an empty table. */
export function describeSettingsRows(name: string, create: () => SettingsRows): void {
  describe(name, () => {
    let rows: SettingsRows;
    const write = (text: string, etag?: string) => rows.write({ name: 'Push', text, etag });

    beforeEach(() => {
      rows = create();
    });

    test('knows nothing of a row that nobody wrote', async () => {
      expect(await rows.read('Push')).toBeUndefined();
    });

    test('S4: gives back the text as it was written, with its version', async () => {
      const text = '{"graphWrites":  false, "note": "ñ\u2028€"}';
      const etag = await write(text);
      expect(await rows.read('Push')).toEqual({ text, etag });
      expect(await rows.read('Retention')).toBeUndefined();
    });

    test('replaces the version that was named', async () => {
      const first = await write('1');
      const second = await write('2', first);
      expect(second).not.toBe(first);
      expect(await rows.read('Push')).toEqual({ text: '2', etag: second });
    });

    test('changes nothing for who has seen an older version', async () => {
      const first = await write('1');
      const second = await write('2', first);
      expect(await write('3', first)).toBeUndefined();
      expect(await rows.read('Push')).toEqual({ text: '2', etag: second });
    });

    test('changes nothing for who expects that there is no row', async () => {
      const first = await write('1');
      expect(await write('2')).toBeUndefined();
      expect(await rows.read('Push')).toEqual({ text: '1', etag: first });
    });

    test('does not bring back a row that was deleted', async () => {
      expect(await write('1', 'W/"datetime\'2026-01-01T00%3A00%3A00.0000000Z\'"')).toBeUndefined();
      expect(await rows.read('Push')).toBeUndefined();
    });

    test('of two writers at once, one is told that the other was faster', async () => {
      const first = await write('0');
      const results = await Promise.all([write('1', first), write('2', first)]);
      expect(results.filter((etag) => etag === undefined)).toHaveLength(1);
    });
  });
}
