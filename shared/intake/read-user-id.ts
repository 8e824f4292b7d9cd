import { MAX_KEY_LENGTH, personKey, type PersonKey } from '../model/person-key';
import { isKeyable } from './check-text';
import { accept, refuse, type Verdict } from './fault';

const FIELD = 'userId';
/** Composing accents makes a text at most four times shorter, so beyond this no key can be short enough. */
const HOPELESS_LENGTH = 4 * MAX_KEY_LENGTH;

/** A userId as it was sent, with the person's key. */
export interface ReadUserId {
  readonly userId: string;
  readonly key: PersonKey;
}

/** Reads the one required field (rows S10, S11): any text that is not blank, whole characters, no NUL. */
export function readUserId(source: unknown): Verdict<ReadUserId> {
  if (source === undefined || source === null || source === '') {
    return refuse('MissingUserId', 'must be there, as text', FIELD);
  }
  if (typeof source !== 'string') return refuse('InvalidUserId', 'must be text', FIELD);
  if (source.trim() === '') return refuse('InvalidUserId', 'must not be blank', FIELD);
  if (!isKeyable(source)) {
    return refuse('InvalidUserId', 'holds NUL or half a character', FIELD);
  }
  if (source.length > HOPELESS_LENGTH) return tooLong();
  const key = personKey(source);
  return key.rowKey.length > MAX_KEY_LENGTH ? tooLong() : accept({ userId: source, key });
}

function tooLong(): Verdict<never> {
  const message = `must have at most ${MAX_KEY_LENGTH} characters, encoded`;
  return refuse('UserIdTooLong', message, FIELD);
}
