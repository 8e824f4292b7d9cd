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
