import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProfileWriter } from '../../shared/push/profile-writer';

/** Profiles of everybody whose name does not begin with `noprofile`, with properties CellPhone and SPS-Skills. */
export interface ProfilesWorld {
  readonly profiles: ProfileWriter;
  /** Several values are joined by `|`. */
  valueOf(upn: string, property: string): Promise<string>;
}

const ANNA = 'anna@contoso.com';
const NOBODY = 'noprofile@contoso.com';

export function describeProfileWriter(name: string, open: () => Promise<ProfilesWorld>): void {
  describe(name, () => {
    let world: ProfilesWorld;
    beforeEach(async () => {
      world = await open();
    });
    const cellPhone = { userPrincipalName: ANNA, property: 'CellPhone' };

    it('S6: sets, changes and clears a single value', async () => {
      for (const value of ['+49 1', '+49 2', '']) {
        expect(await world.profiles.setSingle(cellPhone, value)).toEqual({ kind: 'sent' });
        expect(await world.valueOf(ANNA, 'CellPhone')).toBe(value);
      }
    });

    it('replaces all values of a property that has several', async () => {
      const skills = { userPrincipalName: ANNA, property: 'SPS-Skills' };
      for (const values of [['java', 'sql'], ['typescript', 'sql'], []]) {
        expect(await world.profiles.setMulti(skills, values)).toEqual({ kind: 'sent' });
        expect(await world.valueOf(ANNA, 'SPS-Skills')).toBe(values.join('|'));
      }
    });

    it('S40: tells that there is no profile, when it is written and when it is read', async () => {
      const where = { userPrincipalName: NOBODY, property: 'CellPhone' };
      expect(await world.profiles.setSingle(where, '1')).toMatchObject({
        kind: 'refused',
        code: 'IdentityNotResolvable',
      });
      expect(await world.profiles.readNames(NOBODY)).toBeUndefined();
    });

    it('reads the names of the properties that there are, empty ones too', async () => {
      await world.profiles.setSingle(cellPhone, '');
      const names = await world.profiles.readNames(ANNA);
      expect(names).toContain('CellPhone');
      expect(names).not.toContain('NoSuchProperty');
    });
  });
}
