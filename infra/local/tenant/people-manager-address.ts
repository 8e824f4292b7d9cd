import type { Call } from './exchange';

/** A call of the people manager as its address says it. */
export interface PeopleManagerCall {
  /** As written in the address, for example `GetPropertiesFor`. */
  operation: string;
  /** Arguments from the address, by name or, where it has none, by position from `0`. */
  arguments: ReadonlyMap<string, string | undefined>;
}

const addressPattern =
  /^(?:\/(?:sites|teams)\/[^/]+)?\/_api\/SP\.UserProfiles\.PeopleManager\/(\w+)(?:\((.*)\))?$/i;

/** Undefined when the address is not one of the people manager. */
export function readPeopleManagerAddress(call: Call): PeopleManagerCall | undefined {
  const match = addressPattern.exec(decoded(call.path.split('#')[0] ?? ''));
  if (!match) return undefined;
  const [, operation = '', list = ''] = match;
  const aliases = readAliases(call.query);
  const named = splitList(list).map((argument, index): [string, string | undefined] => {
    const [, name, value = ''] = /^(?:(\w+)=)?(.*)$/s.exec(argument) ?? [];
    return [(name ?? String(index)).toLowerCase(), readLiteral(value, aliases)];
  });
  return { operation, arguments: new Map(named) };
}

/**
 * `@v='…'` in the query. Unencoded, a `#` cuts the address off and a `|` spoils it; SharePoint then
 * sees nobody.
 */
function readAliases(query: string): ReadonlyMap<string, string | undefined> {
  const [arrived = ''] = query.split('#');
  const pairs = arrived
    .split('&')
    .filter((pair) => pair.startsWith('@') || pair.toLowerCase().startsWith('%40'))
    .map((pair): [string, string | undefined] => {
      const [name = '', ...value] = pair.split('=');
      const text = decoded(value.join('=').replaceAll('+', ' '));
      return [decoded(name).toLowerCase(), pair.includes('|') ? undefined : unquoted(text)];
    });
  return new Map(pairs);
}

/** Splits at commas outside quotes. */
function splitList(list: string): string[] {
  return list.match(/(?:'(?:[^']|'')*'|[^,'])+/g)?.map((argument) => argument.trim()) ?? [];
}

function readLiteral(
  text: string,
  aliases: ReadonlyMap<string, string | undefined>,
): string | undefined {
  return text.startsWith('@') ? aliases.get(text.toLowerCase()) : unquoted(text);
}

/** OData text: in single quotes, a quote inside doubled. */
function unquoted(text: string): string | undefined {
  return /^'((?:[^']|'')*)'$/s.exec(text)?.[1]?.replaceAll("''", "'");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
