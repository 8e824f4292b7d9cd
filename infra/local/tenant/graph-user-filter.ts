import type { Directory } from './directory';
import type { DirectoryUser } from './directory-user';

/** A `$filter` on users, as far as this tenant understands it. */
export type UserFilter =
  | { kind: 'everyone' }
  | { kind: 'equals'; name: string; value: string | boolean | null }
  | { kind: 'startsWith'; name: string; value: string }
  | { kind: 'and' | 'or'; parts: readonly UserFilter[] };

/** Entra takes no more than 15 alternatives in one filter. */
const mostAlternatives = 15;

const tokenPattern =
  /\s*(?:'((?:[^']|'')*)'|(proxyAddresses|otherMails)\/any\(\s*(\w+)\s*:\s*\3\s+eq\s+|([A-Za-z/]+\d*)|([(),]))/gy;

interface Token {
  kind: 'text' | 'any' | 'word' | 'sign';
  text: string;
}

/** Undefined when the filter is broken or more than this tenant understands. */
export function parseUserFilter(text: string): UserFilter | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const parser = new FilterParser(tokens);
  const filter = parser.readAlternatives();
  if (filter === undefined || !parser.isAtEnd) return undefined;
  const isTooLong = filter.kind === 'or' && filter.parts.length > mostAlternatives;
  return isTooLong ? undefined : filter;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.trimEnd().matchAll(tokenPattern)) {
    end = match.index + match[0].length;
    const [, quoted, list, , word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (list !== undefined) tokens.push({ kind: 'any', text: list });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return end === text.trimEnd().length ? tokens : undefined;
}

class FilterParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  readAlternatives(): UserFilter | undefined {
    return this.#readList('or', () => this.#readList('and', () => this.#readClause()));
  }

  #readList(kind: 'and' | 'or', readPart: () => UserFilter | undefined): UserFilter | undefined {
    const parts: UserFilter[] = [];
    do {
      const part = readPart();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take('word', kind) !== undefined);
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  #readClause(): UserFilter | undefined {
    if (this.#take('sign', '(') !== undefined) {
      const inner = this.readAlternatives();
      return this.#take('sign', ')') === undefined ? undefined : inner;
    }
    const list = this.#take('any');
    if (list !== undefined) {
      const value = this.#take('text');
      const isClosed = this.#take('sign', ')') !== undefined;
      return value === undefined || !isClosed ? undefined : { kind: 'equals', name: list, value };
    }
    return this.#take('word', 'startsWith') === undefined
      ? this.#readComparison()
      : this.#readStartsWith();
  }

  #readStartsWith(): UserFilter | undefined {
    if (this.#take('sign', '(') === undefined) return undefined;
    const name = this.#take('word');
    const hasComma = this.#take('sign', ',') !== undefined;
    const value = this.#take('text');
    const isClosed = this.#take('sign', ')') !== undefined;
    if (name === undefined || value === undefined || !hasComma || !isClosed) return undefined;
    return { kind: 'startsWith', name, value };
  }

  /** `name eq value` or `name in ('a', 'b')`. */
  #readComparison(): UserFilter | undefined {
    const name = this.#take('word');
    if (name === undefined) return undefined;
    if (this.#take('word', 'in') !== undefined) return this.#readIn(name);
    if (this.#take('word', 'eq') === undefined) return undefined;
    const text = this.#take('text');
    if (text !== undefined) return { kind: 'equals', name, value: text };
    const literal = this.#take('word');
    if (literal === 'null') return { kind: 'equals', name, value: null };
    const isBoolean = literal === 'true' || literal === 'false';
    return isBoolean ? { kind: 'equals', name, value: literal === 'true' } : undefined;
  }

  #readIn(name: string): UserFilter | undefined {
    if (this.#take('sign', '(') === undefined) return undefined;
    const parts: UserFilter[] = [];
    do {
      const value = this.#take('text');
      if (value === undefined) return undefined;
      parts.push({ kind: 'equals', name, value });
    } while (this.#take('sign', ',') !== undefined);
    return this.#take('sign', ')') === undefined ? undefined : { kind: 'or', parts };
  }

  #take(kind: Token['kind'], text?: string): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    if (text !== undefined && token.text.toLowerCase() !== text.toLowerCase()) return undefined;
    this.#at += 1;
    return token.text;
  }
}

/** The users that a filter means, in order of their creation. */
export function findUsers(directory: Directory, filter: UserFilter): DirectoryUser[] {
  const candidates = namedUsers(directory, filter) ?? directory.all();
  return [...new Set(candidates)].filter((user) => fits(user, filter));
}

/**
 * The users that a filter can only mean because it names them, or undefined when it may mean
 * anybody. Naming someone is what makes the directory meet them.
 */
function namedUsers(directory: Directory, filter: UserFilter): DirectoryUser[] | undefined {
  if (filter.kind === 'or' || filter.kind === 'and') {
    const parts = filter.parts.map((part) => namedUsers(directory, part));
    if (filter.kind === 'and') return parts.find((part) => part !== undefined);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (filter.kind !== 'equals' || typeof filter.value !== 'string') return undefined;
  const user = namedUser(directory, filter.name.toLowerCase(), filter.value);
  return user === 'anybody' ? undefined : user === undefined ? [] : [user];
}

function namedUser(
  directory: Directory,
  name: string,
  value: string,
): DirectoryUser | undefined | 'anybody' {
  switch (name) {
    case 'id':
      return directory.byId(value);
    case 'userprincipalname':
      return directory.byPrincipalName(value);
    case 'mail':
      return directory.byMail(value);
    case 'proxyaddresses':
      return directory.byMail(value.replace(/^smtp:/i, ''));
    default:
      return 'anybody';
  }
}

function fits(user: DirectoryUser, filter: UserFilter): boolean {
  switch (filter.kind) {
    case 'everyone':
      return true;
    case 'and':
      return filter.parts.every((part) => fits(user, part));
    case 'or':
      return filter.parts.some((part) => fits(user, part));
    case 'startsWith':
      return valuesOf(user, filter.name).some((value) =>
        String(value).toLowerCase().startsWith(filter.value.toLowerCase()),
      );
    case 'equals':
      return valuesOf(user, filter.name).some((value) => isSame(value, filter.value));
  }
}

/** An attribute's values; an alias counts as a UPN and as a mail address. */
function valuesOf(user: DirectoryUser, name: string): readonly unknown[] {
  const key = name.toLowerCase();
  if (key === 'id') return [user.id];
  const attribute = Object.keys(user.attributes).find((one) => one.toLowerCase() === key);
  const value = attribute === undefined ? undefined : user.attributes[attribute];
  const aliases = key === 'mail' || key === 'userprincipalname' ? user.aliases : [];
  return [...(Array.isArray(value) ? (value as unknown[]) : [value]), ...aliases];
}

function isSame(stored: unknown, asked: string | boolean | null): boolean {
  return typeof stored === 'string' && typeof asked === 'string'
    ? stored.toLowerCase() === asked.toLowerCase()
    : (stored ?? null) === asked;
}
