import type { ImportRow } from './collect-import';
import { ID_PROPERTY } from './office-tenant';

/** What SharePoint takes in one import ("Bulk UPA custom profile properties update"): values, people by properties. */
export const MAX_IMPORT_VALUES = 500_000;

/** SharePoint takes 2 GB; the app, which holds the file while it sends it, this much. */
const MAX_IMPORT_BYTES = 256 * 1024 * 1024;

export interface ImportFile {
  /** JSON in UTF-8 with a byte order mark, without which SharePoint spoils what is not Latin. */
  readonly content: Buffer;
  readonly properties: readonly string[];
  /** How many values are in it. */
  readonly values: number;
  /** Who is in it. */
  readonly objectIds: ReadonlySet<string>;
}

export interface ImportLimits {
  readonly values: number;
  readonly bytes: number;
}

const LIMITS: ImportLimits = { values: MAX_IMPORT_VALUES, bytes: MAX_IMPORT_BYTES };

const HEAD = Buffer.from('\ufeff{"value":[');
const TAIL = Buffer.from(']}');
const COMMA = Buffer.from(',');

/**
 * The file of an import: one row a person, because two rows about one person spoil an import; of several the last
 * counts. Who does not fit any more is left out.
 */
export function buildImportFile(
  rows: readonly ImportRow[],
  limits: ImportLimits = LIMITS,
): ImportFile {
  const pieces: Buffer[] = [];
  const properties = new Set<string>();
  const objectIds = new Set<string>();
  let values = 0;
  let bytes = HEAD.length + TAIL.length;
  for (const row of lastOfEach(rows)) {
    const names = Object.keys(row.values);
    const piece = Buffer.from(JSON.stringify({ [ID_PROPERTY]: row.objectId, ...row.values }));
    if (values + names.length > limits.values || bytes + piece.length + 1 > limits.bytes) break;
    pieces.push(...(objectIds.size === 0 ? [piece] : [COMMA, piece]));
    for (const name of names) properties.add(name);
    objectIds.add(row.objectId);
    values += names.length;
    bytes += piece.length + 1;
  }
  const content = Buffer.concat([HEAD, ...pieces, TAIL]);
  return { content, properties: [...properties], values, objectIds };
}

/** The rows of such a file. */
export function readImportFile(content: Buffer): ImportRow[] {
  const { value } = JSON.parse(content.toString('utf8').replace(/^\ufeff/, '')) as {
    value: readonly Record<string, string>[];
  };
  return value.map(({ [ID_PROPERTY]: objectId = '', ...values }) => ({ objectId, values }));
}

/** The rows without some properties; who has nothing left is left out. */
export function withoutProperties(
  rows: readonly ImportRow[],
  names: ReadonlySet<string>,
): ImportRow[] {
  return rows.flatMap(({ objectId, values }) => {
    const left = Object.entries(values).filter(([name]) => !names.has(name));
    return left.length === 0 ? [] : [{ objectId, values: Object.fromEntries(left) }];
  });
}

function lastOfEach(rows: readonly ImportRow[]): Iterable<ImportRow> {
  const byPerson = new Map<string, ImportRow>();
  for (const row of rows) {
    if (Object.keys(row.values).length > 0) byPerson.set(row.objectId, row);
  }
  return byPerson.values();
}
