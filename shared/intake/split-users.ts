import { SyncError } from '../model/sync-error';
import { ByteCapture } from './byte-capture';
import { ACTIONS, FIRST_ACTION, IS_PLAIN, JSON_TABLE, STATES } from './json-states';

/** One entry of the array `users`, as bytes of well-formed JSON; still to be parsed. */
export interface UserElement {
  /** Place in the array, from 0. */
  readonly index: number;
  /** Valid until the next piece is pushed; undefined when the entry is larger than `maxUserBytes`. */
  readonly bytes: Buffer | undefined;
  /** How many members its objects have in the text, those that repeat a name included (threat T1). */
  readonly members: number;
}

interface SplitLimits {
  readonly maxDepth: number;
  readonly maxUserBytes: number;
}

const OBJECT = 0;
const ARRAY = 1;
/** The entries of `users` lie in the second level: the outermost object is 1, the array 2. */
const USERS_DEPTH = 2;
/** `"users"`, each letter as an escape of six bytes. */
const LONGEST_USERS_KEY = 32;
const BYTE_ORDER_MARK = Buffer.from('\u{feff}', 'utf8');

/**
 * Cuts a body `{"users": [...]}` into its entries while it streams in, and refuses, naming the byte, whatever is not
 * strict JSON (RFC 8259, like `JSON.parse`), not of that shape, nested too deep, or names `users` twice (rows S10,
 * T1). Members beside `users` are checked and skipped. Holds at most one entry. UTF-8 is not checked here.
 */
export class UserSplitter {
  readonly #limits: SplitLimits;
  readonly #capture = new ByteCapture();
  readonly #containers: Uint8Array;
  #state: number = STATES.start;
  #depth = 0;
  #isInUsers = false;
  #hasUsers = false;
  #count = 0;
  #members = 0;
  #piece: Buffer = Buffer.alloc(0);
  #bytesBefore = 0;
  #elements: UserElement[] = [];

  constructor(limits: SplitLimits) {
    this.#limits = limits;
    this.#containers = new Uint8Array(limits.maxDepth + 1);
  }

  /** Takes the next bytes and gives the entries that end in them. The first piece holds a whole BOM, if there is one. */
  push(piece: Buffer): UserElement[] {
    this.#piece = piece;
    this.#elements = [];
    let state = this.#state;
    for (let at = this.#markLength(piece); at < piece.length; at += 1) {
      if (state === STATES.string || state === STATES.keyString) {
        at = skipPlain(piece, at);
        if (at === piece.length) break;
      }
      // Both indexes lie within their arrays; a fallback for `undefined` would be paid for each byte.
      const next = JSON_TABLE[(state << 8) | (piece[at] as number)] as number;
      state = next < FIRST_ACTION ? next : this.#act(next, at);
    }
    this.#state = state;
    this.#capture.carry(piece);
    this.#bytesBefore += piece.length;
    return this.#elements;
  }

  /** Throws unless the body was complete and had the member `users`. */
  end(): void {
    if (this.#state !== STATES.done) {
      const isEmpty = this.#state === STATES.start;
      throw refusal('InvalidJson', isEmpty ? 'The body is empty' : 'The JSON ends too early', {
        offset: this.#bytesBefore,
      });
    }
    if (this.#hasUsers) return;
    throw refusal('InvalidRequest', 'The JSON object has no member "users"', { offset: 0 });
  }

  #markLength(piece: Buffer): number {
    const hasMark = this.#bytesBefore === 0 && piece.subarray(0, 3).equals(BYTE_ORDER_MARK);
    return hasMark ? BYTE_ORDER_MARK.length : 0;
  }

  #act(action: number, at: number): number {
    switch (action) {
      case ACTIONS.beginKey:
        if (this.#depth === 1) this.#capture.begin(at, LONGEST_USERS_KEY);
        return STATES.keyString;
      case ACTIONS.endKey:
        this.#members += 1;
        return this.#depth === 1 ? this.#endTopKey(at) : STATES.colon;
      case ACTIONS.comma:
        return this.#nextItem(at);
      case ACTIONS.openObject:
        return this.#open(OBJECT, at);
      case ACTIONS.openArray:
        return this.#open(ARRAY, at);
      case ACTIONS.closeObject:
        return this.#close(OBJECT, at);
      case ACTIONS.closeArray:
        return this.#close(ARRAY, at);
      default:
        return this.#actOnUsers(action, at);
    }
  }

  #actOnUsers(action: number, at: number): number {
    switch (action) {
      case ACTIONS.openUsers:
        this.#open(ARRAY, at);
        this.#isInUsers = true;
        return STATES.firstElement;
      case ACTIONS.beginElement:
        return this.#beginElement(at);
      case ACTIONS.refuseRoot:
        throw this.#refusalAt(at, 'InvalidRequest', 'The JSON is not an object with "users"');
      case ACTIONS.refuseUsers:
        throw this.#refusalAt(at, 'InvalidRequest', '"users" is not an array');
      default:
        throw this.#refusalAt(at, 'InvalidJson', 'The body is not JSON');
    }
  }

  #endTopKey(at: number): number {
    const key = this.#capture.end(this.#piece, at + 1);
    if (key === undefined || !isUsers(key)) return STATES.colon;
    if (this.#hasUsers) {
      throw this.#refusalAt(at, 'DuplicateMember', 'The member "users" is there twice');
    }
    this.#hasUsers = true;
    return STATES.usersColon;
  }

  #open(container: number, at: number): number {
    this.#depth += 1;
    if (this.#depth > this.#limits.maxDepth) {
      const { maxDepth } = this.#limits;
      throw this.#refusalAt(at, 'InvalidRequest', `The JSON has more than ${maxDepth} levels`);
    }
    this.#containers[this.#depth] = container;
    return container === OBJECT ? STATES.firstKey : STATES.firstItem;
  }

  #close(container: number, at: number): number {
    if (this.#containers[this.#depth] !== container) {
      throw this.#refusalAt(at, 'InvalidJson', 'The body is not JSON: a bracket does not fit');
    }
    if (this.#isAmongUsers()) {
      this.#endElement(at);
      this.#isInUsers = false;
    }
    this.#depth -= 1;
    if (this.#isAmongUsers()) this.#endElement(at + 1);
    return this.#depth === 0 ? STATES.done : STATES.afterValue;
  }

  #nextItem(at: number): number {
    if (this.#isAmongUsers()) {
      this.#endElement(at);
      return STATES.element;
    }
    return this.#containers[this.#depth] === OBJECT ? STATES.key : STATES.value;
  }

  #isAmongUsers(): boolean {
    return this.#isInUsers && this.#depth === USERS_DEPTH;
  }

  #beginElement(at: number): number {
    this.#members = 0;
    this.#capture.begin(at, this.#limits.maxUserBytes);
    const next = JSON_TABLE[(STATES.value << 8) | (this.#piece[at] ?? 0)] ?? ACTIONS.refuseByte;
    return next < FIRST_ACTION ? next : this.#act(next, at);
  }

  /** An object or array ends with its bracket; other values, which are nobody, with what follows. */
  #endElement(end: number): void {
    if (!this.#capture.isActive) return;
    const bytes = this.#capture.end(this.#piece, end);
    this.#elements.push({ index: this.#count, bytes, members: this.#members });
    this.#count += 1;
  }

  #refusalAt(at: number, code: Parameters<typeof refusal>[0], message: string): SyncError {
    return refusal(code, message, { offset: this.#bytesBefore + at });
  }
}

/** Most bytes lie inside strings and change nothing; passing over them is three times as fast as asking the table. */
function skipPlain(piece: Buffer, from: number): number {
  let at = from;
  while (at < piece.length && IS_PLAIN[piece[at] as number] === 1) at += 1;
  return at;
}

function isUsers(key: Buffer): boolean {
  return (JSON.parse(key.toString('utf8')) as string).toLowerCase() === 'users';
}

function refusal(
  code: 'InvalidJson' | 'InvalidRequest' | 'DuplicateMember',
  message: string,
  details: { readonly offset: number },
): SyncError {
  return new SyncError(code, `${message} (byte ${details.offset}).`, { details });
}
