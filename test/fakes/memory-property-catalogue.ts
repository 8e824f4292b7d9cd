import type { ProfileProperty, PropertyCatalogue } from '../../shared/model/profile-property';

/** The property catalogue in memory; what is there first stands. */
export function createMemoryPropertyCatalogue(
  properties: readonly ProfileProperty[] = [],
): PropertyCatalogue {
  const known = new Map(properties.map((property) => [property.name, property]));
  return {
    read: async () => new Map(known),
    add: async (added) => {
      for (const property of added) {
        if (!known.has(property.name)) known.set(property.name, property);
      }
      return new Map(known);
    },
    learn: async (name, traits) => {
      known.set(name, { ...(known.get(name) ?? { name, type: 1 }), ...traits });
    },
  };
}
