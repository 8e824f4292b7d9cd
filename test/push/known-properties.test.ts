import { describe, expect, it } from '@jest/globals';
import { propertyTraits } from '../../shared/push/known-properties';

describe('a property that has no row in the catalogue', () => {
  it.each(['CellPhone', 'SPS-Skills', 'SPS-HireDate', 'EntityType'])('is known: %s', (name) => {
    expect(propertyTraits(name, new Map())).toBeDefined();
  });

  it.each(['cellphone', 'SPS-skills', 'SPS-Hiredate', 'entitytype', 'Anything'])(
    'is unknown where SharePoint has it in another spelling, if at all: %s',
    (name) => {
      expect(propertyTraits(name, new Map())).toBeUndefined();
    },
  );

  it('S60: belongs to Entra in every spelling', () => {
    expect(propertyTraits('department', new Map())).toMatchObject({ mastered: true });
  });
});
