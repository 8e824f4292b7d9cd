/**
 * A strict JSON reader (RFC 8259) as a table: the state and the next byte give the next state, or an action where
 * more than the state decides. It knows one thing about the content: the member `users` of the outermost object.
 */
export const STATES = {
  start: 0,
  done: 1,
  value: 2,
  firstItem: 3,
  key: 4,
  firstKey: 5,
  colon: 6,
  usersColon: 7,
  usersValue: 8,
  element: 9,
  firstElement: 10,
  afterValue: 11,
  string: 12,
  keyString: 18,
  minus: 24,
  zero: 25,
  integer: 26,
  point: 27,
  fraction: 28,
  e: 29,
  eSign: 30,
  exponent: 31,
  literals: 32,
} as const;

/** What has to be done instead of going on to a state; all of them are at least {@link FIRST_ACTION}. */
export const ACTIONS = {
  openObject: 64,
  openArray: 65,
  closeObject: 66,
  closeArray: 67,
  comma: 68,
  beginKey: 69,
  endKey: 70,
  openUsers: 71,
  beginElement: 72,
  refuseRoot: 73,
  refuseUsers: 74,
  refuseByte: 75,
} as const;

export const FIRST_ACTION = 64;
const STATE_COUNT = 64;
const BYTE_COUNT = 256;

const SPACE = ' \t\n\r';
const DIGITS = '0123456789';
const VALUE_STARTS = `{["-${DIGITS}tfn`;
const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;

/** `JSON_TABLE[(state << 8) | byte]` is the next state or action. */
export const JSON_TABLE: Uint8Array = buildTable();

/** 1 for each byte that leaves a string a string: `IS_PLAIN[byte]`. */
export const IS_PLAIN: Uint8Array = Uint8Array.from({ length: BYTE_COUNT }, (_, byte) =>
  JSON_TABLE[(STATES.string << 8) | byte] === STATES.string ? 1 : 0,
);

type Row = (bytes: string, next: number) => void;

function buildTable(): Uint8Array {
  const table = new Uint8Array(STATE_COUNT * BYTE_COUNT).fill(ACTIONS.refuseByte);
  const row =
    (state: number): Row =>
    (bytes, next) => {
      for (const byte of Buffer.from(bytes, 'latin1')) table[(state << 8) | byte] = next;
    };
  for (const state of Object.values(STATES).filter((at) => at <= STATES.afterValue)) {
    row(state)(SPACE, state);
  }
  addStructure(row);
  addValue(row(STATES.value));
  addValue(row(STATES.firstItem));
  addString(row, STATES.string, STATES.afterValue);
  addString(row, STATES.keyString, ACTIONS.endKey);
  addNumbers(row);
  addLiterals(row);
  return table;
}

function addStructure(row: (state: number) => Row): void {
  row(STATES.start)(VALUE_STARTS, ACTIONS.refuseRoot);
  row(STATES.start)('{', ACTIONS.openObject);
  row(STATES.firstItem)(']', ACTIONS.closeArray);
  row(STATES.key)('"', ACTIONS.beginKey);
  row(STATES.firstKey)('"', ACTIONS.beginKey);
  row(STATES.firstKey)('}', ACTIONS.closeObject);
  row(STATES.colon)(':', STATES.value);
  row(STATES.usersColon)(':', STATES.usersValue);
  row(STATES.usersValue)(VALUE_STARTS, ACTIONS.refuseUsers);
  row(STATES.usersValue)('[', ACTIONS.openUsers);
  row(STATES.element)(VALUE_STARTS, ACTIONS.beginElement);
  row(STATES.firstElement)(VALUE_STARTS, ACTIONS.beginElement);
  row(STATES.firstElement)(']', ACTIONS.closeArray);
  addEndOfValue(row(STATES.afterValue));
}

function addEndOfValue(row: Row): void {
  row(SPACE, STATES.afterValue);
  row(',', ACTIONS.comma);
  row('}', ACTIONS.closeObject);
  row(']', ACTIONS.closeArray);
}

function addValue(row: Row): void {
  row('{', ACTIONS.openObject);
  row('[', ACTIONS.openArray);
  row('"', STATES.string);
  row('-', STATES.minus);
  row(DIGITS, STATES.integer);
  row('0', STATES.zero);
}

/** A string, then its escape state, then four states that count the digits of a `\u` escape. */
function addString(row: (state: number) => Row, string: number, end: number): void {
  const escape = string + 1;
  for (let byte = 0x20; byte < BYTE_COUNT; byte += 1)
    row(string)(String.fromCharCode(byte), string);
  row(string)('"', end);
  row(string)('\\', escape);
  row(escape)('"\\/bfnrt', string);
  row(escape)('u', escape + 1);
  for (let digit = 1; digit <= 4; digit += 1) {
    row(escape + digit)(HEX_DIGITS, digit === 4 ? string : escape + digit + 1);
  }
}

function addNumbers(row: (state: number) => Row): void {
  row(STATES.minus)(DIGITS, STATES.integer);
  row(STATES.minus)('0', STATES.zero);
  row(STATES.integer)(DIGITS, STATES.integer);
  row(STATES.point)(DIGITS, STATES.fraction);
  row(STATES.fraction)(DIGITS, STATES.fraction);
  row(STATES.e)('+-', STATES.eSign);
  for (const state of [STATES.e, STATES.eSign, STATES.exponent])
    row(state)(DIGITS, STATES.exponent);
  for (const state of [STATES.zero, STATES.integer]) row(state)('.', STATES.point);
  for (const state of [STATES.zero, STATES.integer, STATES.fraction]) row(state)('eE', STATES.e);
  for (const state of [STATES.zero, STATES.integer, STATES.fraction, STATES.exponent]) {
    addEndOfValue(row(state));
  }
}

/** One state for each letter already read of `true`, `false` and `null`. */
function addLiterals(row: (state: number) => Row): void {
  let state: number = STATES.literals;
  for (const literal of ['true', 'false', 'null']) {
    for (const start of [STATES.value, STATES.firstItem]) row(start)(literal.charAt(0), state);
    for (let letter = 1; letter < literal.length; letter += 1, state += 1) {
      const isLast = letter === literal.length - 1;
      row(state)(literal.charAt(letter), isLast ? STATES.afterValue : state + 1);
    }
  }
}
