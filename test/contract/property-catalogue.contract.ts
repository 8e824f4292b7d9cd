import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ProfileProperty, PropertyCatalogue } from '../../shared/model/profile-property';

/** What every implementation of the port does; `create` gives an empty catalogue. */
export function describePropertyCatalogue(name: string, create: () => PropertyCatalogue): void {
  describe(name, () => {
    let catalogue: PropertyCatalogue;

    beforeEach(() => {
      catalogue = create();
    });

    test('S59: is empty before the first profile brings a property', async () => {
      expect(await catalogue.read()).toEqual(new Map());
    });

    test('S59: knows a property with its type after first sight', async () => {
      const added: ProfileProperty[] = [
        { name: 'costCentre', type: 1 },
        { name: 'Größe / shirt #1', type: 7, options: ['S', 'M'], title: 'Shirt', multi: true },
      ];
      const known = await catalogue.add(added);
      expect([...known.values()]).toEqual(expect.arrayContaining(added));
      expect(await catalogue.read()).toEqual(known);
    });

    test('S59: leaves a known property as it is, whatever comes later', async () => {
      await catalogue.add([{ name: 'badge', type: 3 }]);
      const known = await catalogue.add([
        { name: 'badge', type: 1 },
        { name: 'floor', type: 3 },
      ]);
      expect(known.get('badge')).toEqual({ name: 'badge', type: 3 });
      expect(known.get('floor')).toEqual({ name: 'floor', type: 3 });
    });

    test('S59: takes more properties than one transaction holds', async () => {
      const added = Array.from({ length: 250 }, (_, place): ProfileProperty => ({
        name: `property ${place}`,
        type: 1,
      }));
      await catalogue.add(added.slice(100, 130));
      expect((await catalogue.add(added)).size).toBe(250);
    });

    test('S59: of two deliveries at once, both end up with the same type', async () => {
      const [one, other] = await Promise.all([
        catalogue.add([{ name: 'grade', type: 1 }]),
        catalogue.add([{ name: 'grade', type: 3 }]),
      ]);
      expect(one.get('grade')).toEqual(other.get('grade'));
    });

    test('S60: learns what SharePoint says of a property, and keeps the rest of its row', async () => {
      await catalogue.add([{ name: 'shirt', type: 7, options: ['S', 'M'], userEditable: false }]);
      await catalogue.read();
      await catalogue.learn('shirt', { userEditable: true });
      await catalogue.learn('shirt', { taxonomy: true });
      expect((await catalogue.read()).get('shirt')).toEqual({
        name: 'shirt',
        type: 7,
        options: ['S', 'M'],
        userEditable: true,
        taxonomy: true,
      });
    });

    test('S60: makes a row for a property that only the map names', async () => {
      await catalogue.read();
      await catalogue.learn('AudienceDepartment', { userEditable: true });
      expect((await catalogue.read()).get('AudienceDepartment')).toEqual({
        name: 'AudienceDepartment',
        type: 1,
        userEditable: true,
      });
    });

    test('S60: loses nothing that is learned at the same time', async () => {
      await Promise.all([
        catalogue.learn('grade', { userEditable: true }),
        catalogue.learn('grade', { taxonomy: true }),
        catalogue.add([{ name: 'grade', type: 1 }]),
      ]);
      expect((await catalogue.read()).get('grade')).toEqual({
        name: 'grade',
        type: 1,
        userEditable: true,
        taxonomy: true,
      });
    });
  });
}
