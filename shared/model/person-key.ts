import { hash } from 'node:crypto';

/** Longest row key that every table service takes, in characters. */
export const MAX_KEY_LENGTH = 512;

const PLAIN = /[\p{L}\p{N}@._-]/u;
const ALL_PLAIN = /^[\p{L}\p{N}@._-]*$/u;

/** Where a person's rows live, and where their words lie in a delivery. */
export interface PersonKey {
  /** RowKey: the encoded userId. */
  readonly rowKey: string;
  /**
   * PartitionKey: `0`–`f`, the first hexadecimal digit of the hash. Sixteen buckets fill what an account can take
   * (design §5), and few buckets keep transactions full. Another number would move every row.
   */
  readonly bucket: string;
  /** First byte of the hash: the slice of a chunk blob (K3). A bucket holds 16 neighbouring slices. */
  readonly slice: number;
  /** First four bytes of the hash: the person in a ledger row (K1). */
  readonly hash32: number;
}

/**
 * Encodes any well-formed text into a legal, readable and reversible table key: letters, digits and
 * `@ . _ -` stand for themselves, everything else becomes `=` and two hexadecimal digits per UTF-8 byte.
 */
export function encodeKey(text: string): string {
  if (ALL_PLAIN.test(text)) return text;
  let encoded = '';
  for (const character of text) {
    encoded += PLAIN.test(character) ? character : escapeBytes(character);
  }
  return encoded;
}

/** The inverse of {@link encodeKey}. */
export function decodeKey(key: string): string {
  return key.replace(/(?:=[0-9a-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}

/** Two userIds name the same person when this text is the same: case and Unicode form do not count (row S11). */
export function normalizeUserId(userId: string): string {
  return userId.normalize('NFC').toLowerCase().normalize('NFC');
}

/** The key of a person, from the userId in any spelling. */
export function personKey(userId: string): PersonKey {
  const rowKey = encodeKey(normalizeUserId(userId));
  const digest = hash('sha256', rowKey, 'buffer');
  const slice = digest.readUInt8(0);
  return { rowKey, bucket: (slice >> 4).toString(16), slice, hash32: digest.readUInt32BE(0) };
}

function escapeBytes(character: string): string {
  return Buffer.from(character, 'utf8')
    .toString('hex')
    .replace(/../g, (pair) => `=${pair}`);
}
