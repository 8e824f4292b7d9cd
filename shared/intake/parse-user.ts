import { countMembers } from './count-members';
import type { Fault } from './fault';
import type { UserElement } from './split-users';

/** What an entry holds, also when that is refused: the answer should be able to say who it was. */
export interface ParsedUser {
  /** Undefined when the entry was too large to look into. */
  readonly source?: unknown;
  readonly fault?: Fault;
}

/** Reads one entry, whose bytes are known to be well-formed JSON. Names repeated inside it are a fault (T1). */
export function parseUser({ bytes, members }: UserElement, maxUserBytes: number): ParsedUser {
  if (bytes === undefined) {
    const message = `The entry must have at most ${maxUserBytes} bytes.`;
    return { fault: { code: 'UserTooLarge', message } };
  }
  const source: unknown = JSON.parse(bytes.toString('utf8'));
  if (countMembers(source) === members) return { source };
  const message = 'A name is there twice in one object of the entry.';
  return { source, fault: { code: 'DuplicateMember', message } };
}
