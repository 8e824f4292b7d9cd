import { randomUUID } from 'node:crypto';
import type { Directory } from './directory';
import type { DirectoryUser } from './directory-user';
import { importIdTypes, type ImportIdType, type ImportLogLine, type ImportRow } from './import-job';
import type { Profiles } from './profiles';
import type { PropertyCatalogue } from './property-catalogue';
import { storedText } from './property-value';

/** Where an import writes to. */
export interface ImportTarget {
  directory: Directory;
  profiles: Profiles;
  catalogue: PropertyCatalogue;
}

export interface ImportedRows {
  imported: number;
  log: readonly ImportLogLine[];
}

/** What clearing a date leaves behind: the database's reading of empty text. */
const emptyDate = '1/1/1900 12:00:00 AM';

/** Writes the rows to the profiles, each as a whole or not at all; the others go on. */
export function importRows(
  rows: readonly ImportRow[],
  idType: ImportIdType,
  target: ImportTarget,
): ImportedRows {
  const named = rows.map((row) => ({ row, owner: findOwner(row, idType, target.directory) }));
  const rowsOf = new Map<DirectoryUser, number>();
  for (const { owner } of named) if (owner) rowsOf.set(owner, (rowsOf.get(owner) ?? 0) + 1);
  const log: ImportLogLine[] = [];
  let imported = 0;
  for (const { row, owner } of named) {
    const line = owner === undefined ? nobody(row) : refusal(row, rowsOf.get(owner) ?? 0, target);
    if (line !== undefined) log.push(line);
    else if (owner !== undefined) {
      write(row, owner, target);
      imported += 1;
    }
  }
  return { imported, log };
}

function findOwner(
  { identity }: ImportRow,
  idType: ImportIdType,
  directory: Directory,
): DirectoryUser | undefined {
  if (identity === undefined) return undefined;
  const user = {
    [importIdTypes.email]: () => directory.byMail(identity),
    [importIdTypes.cloudId]: () => directory.byId(identity),
    [importIdTypes.principalName]: () => directory.byPrincipalName(identity),
  }[idType]?.();
  return user?.hasProfile === true ? user : undefined;
}

function nobody({ identity }: ImportRow): ImportLogLine {
  return identity === undefined
    ? {
        code: 'MissingIdentity',
        id: '',
        message: 'The identity is missing for the user object',
      }
    : {
        code: 'IdentityNotResolvable',
        id: identity,
        message: 'User identity cannot be resolved',
      };
}

function refusal(
  row: ImportRow,
  rowsOfOwner: number,
  { catalogue }: ImportTarget,
): ImportLogLine | undefined {
  if (rowsOfOwner > 1) return duplicate();
  const unfit = [...row.values].find(
    ([name, text]) => importedText(catalogue, name, text) === null,
  );
  if (unfit === undefined) return undefined;
  const message = `Microsoft.Office.Server.UserProfiles.InvalidValueException: Invalid Value: The value does not fit the property ${unfit[0]}.`;
  return { code: 'GenericError', id: row.identity ?? '', message };
}

/** The line of the database names neither the person nor the property. */
function duplicate(): ImportLogLine {
  const record = 2_900_000 + Math.floor(Math.random() * 100_000);
  return {
    code: 'GenericError',
    id: randomUUID(),
    message: `System.Data.SqlClient.SqlException (0x80131904): Input data contains multiple instances of the same single-value property for RecordId [${record}]`,
  };
}

function write(row: ImportRow, owner: DirectoryUser, { profiles, catalogue }: ImportTarget): void {
  for (const [name, value] of row.values) {
    const text = importedText(catalogue, name, value);
    if (text !== null) profiles.write(owner, name, text);
  }
}

/** The text to store; null when the property cannot hold the value. */
function importedText(catalogue: PropertyCatalogue, name: string, value: string): string | null {
  const property = catalogue.find(name);
  if (property === undefined) return null;
  const isDate = property.kind === 'date' || property.kind === 'dateWithoutYear';
  return isDate && value === '' ? emptyDate : (storedText(property, value) ?? null);
}
