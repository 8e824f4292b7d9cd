import { EXTENDED_SOURCE, type PropertyMap } from '../model/property-map';

/**
 * The extended properties that go to the SharePoint property named like their key: those that the map does not send
 * elsewhere, and whose property it does not fill from another source, in whatever spelling.
 */
export function unmappedKeys(
  keys: Iterable<string>,
  { mappings, extendedByKey }: PropertyMap,
): readonly string[] {
  if (!extendedByKey) return [];
  const mapped = new Set(mappings.map(({ source }) => source));
  const taken = new Set(
    mappings
      .filter(({ target }) => target === 'sharePoint')
      .map(({ property }) => property.toLowerCase()),
  );
  return [...keys].filter(
    (key) => !mapped.has(EXTENDED_SOURCE + key) && !taken.has(key.toLowerCase()),
  );
}
