import type { PushError } from './push-error';

/** No tenant can have a property of this name, so no call is needed to know (row S7). */
export function impossibleProperty(property: string): PushError {
  const message = 'SharePoint cannot have a profile property of this name.';
  return { code: 'PropertyMissing', target: 'peopleManager', property, message };
}

/** Nobody has said what this property is: neither is it built in nor in the catalogue. */
export function unknownProperty(property: string): PushError {
  const message = 'The property map names a SharePoint property that the catalogue does not know.';
  return { code: 'UnknownProperty', target: 'peopleManager', property, message };
}
