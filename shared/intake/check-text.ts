import type { Fault } from './fault';

/** A string column of a table holds 64 KiB in UTF-16, which is this many units. */
const MAX_TEXT_LENGTH = 32_768;

/** Half characters, and control characters other than tab and the ends of lines, that no target takes. */
const REFUSED = /[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}/u;

/** What a row key and a `userId` cannot hold: half a character cannot be encoded, NUL ends texts elsewhere. */
const UNKEYABLE = /\0|\p{Cs}/u;

/** Whether a text can say who somebody is, its length aside. */
export function isKeyable(text: string): boolean {
  return !UNKEYABLE.test(text);
}

/** Whether the store and the tenant take a text as it is; everything else is stored exactly as sent (threat T3). */
export function checkText(text: string): Fault | undefined {
  if (text.length > MAX_TEXT_LENGTH) {
    const message = `must have at most ${MAX_TEXT_LENGTH} characters`;
    return { code: 'ValueTooLong', message };
  }
  if (!REFUSED.test(text)) return undefined;
  return { code: 'InvalidValue', message: 'holds a control character or half a character' };
}
