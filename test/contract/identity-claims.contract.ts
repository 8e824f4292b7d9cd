import { describe, expect, it } from '@jest/globals';
import type { IdentityClaims } from '../../shared/push/identity-claims';

const ONE = '11111111-2222-4333-8444-555555555555';
const OTHER = '66666666-2222-4333-8444-555555555555';

/** What every `IdentityClaims` does; `open` gives one that is empty. */
export function describeIdentityClaims(name: string, open: () => Promise<IdentityClaims>): void {
  describe(name, () => {
    it('keeps who claims what', async () => {
      const claims = await open();
      expect(await claims.read([ONE, OTHER])).toEqual(new Map());
      expect(await claims.write([{ objectId: ONE, claimants: ['Anna', 'bert "x"'] }])).toBe(true);
      const known = await claims.read([ONE, OTHER]);
      expect([...known.keys()]).toEqual([ONE]);
      expect(known.get(ONE)).toMatchObject({ objectId: ONE, claimants: ['Anna', 'bert "x"'] });
    });

    it('writes over the version that was read', async () => {
      const claims = await open();
      await claims.write([{ objectId: ONE, claimants: ['anna'] }]);
      const etag = (await claims.read([ONE])).get(ONE)?.etag ?? '';
      expect(await claims.write([{ objectId: ONE, claimants: ['bert'], etag }])).toBe(true);
      expect((await claims.read([ONE])).get(ONE)?.claimants).toEqual(['bert']);
    });

    it('writes all or none when one of them has changed', async () => {
      const claims = await open();
      await claims.write([{ objectId: ONE, claimants: ['anna'] }]);
      const etag = (await claims.read([ONE])).get(ONE)?.etag ?? '';
      await claims.write([{ objectId: ONE, claimants: ['anna', 'bert'], etag }]);
      const late = [
        { objectId: OTHER, claimants: ['carl'] },
        { objectId: ONE, claimants: ['dora'], etag },
      ];
      expect(await claims.write(late)).toBe(false);
      expect(await claims.write([{ objectId: ONE, claimants: ['dora'] }])).toBe(false);
      const known = await claims.read([ONE, OTHER]);
      expect(known.has(OTHER)).toBe(false);
      expect(known.get(ONE)?.claimants).toEqual(['anna', 'bert']);
    });
  });
}
