import { MAX_KEY_LENGTH } from '../model/person-key';
import { isKeyable } from './check-text';
import { createFindName } from './fold-names';

/** Who an entry is about, as far as it says so. */
interface Identity {
  readonly userId?: string;
  readonly upn?: string;
}

const findName = createFindName(['userId', 'upn']);

/** Reads who was refused off an entry of any shape; leaves out what no answer and no table row could hold. */
export function identifyUser(source: unknown): Identity {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return {};
  const said = new Map<string, unknown>();
  for (const [written, value] of Object.entries(source)) said.set(findName(written) ?? '', value);
  const userId = said.get('userId');
  const upn = said.get('upn');
  return { ...(isTellable(userId) && { userId }), ...(isTellable(upn) && { upn }) };
}

function isTellable(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_KEY_LENGTH && isKeyable(value);
}
