import { isRecord } from './exchange';
import {
  importErrors,
  type FileVerdict,
  type ImportLogLine,
  type ImportOrder,
  type ImportRow,
} from './import-job';
import type { PropertyCatalogue } from './property-catalogue';

const largestFileBytes = 2 * 1024 ** 3;
const mostValues = 500_000;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

type FileFindings = Omit<FileVerdict, 'libraryUrl'>;

/**
 * Checks the file of a job as a whole: size, JSON, and that every member of every row is mapped to
 * a property that can be imported. What is wrong with single people shows when they are imported.
 */
export function readImportFile(
  content: Buffer,
  order: ImportOrder,
  catalogue: PropertyCatalogue,
): FileFindings {
  if (content.length > largestFileBytes) return rejected(importErrors.fileTooBig);
  const records = readRecords(decodedText(content));
  if (typeof records === 'string') return invalid('DataFileNotJson', '', records);
  const values = records.reduce((sum, record) => sum + valuesIn(record, order), 0);
  if (values > mostValues) return rejected(importErrors.fileTooBig);
  const flaw = firstFlaw(records, order, catalogue);
  if (flaw !== undefined) return invalid(flaw.code, flaw.id, flaw.message);
  const rows = records.map((record) => importRow(record, order));
  return { error: importErrors.none, rows, values, log: [] };
}

/** Without a byte order mark the service takes the bytes for Latin-1. */
function decodedText(content: Buffer): string {
  const isMarked = content.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  return isMarked ? content.toString('utf8', byteOrderMark.length) : content.toString('latin1');
}

/** The rows of `{"value": […]}`, or what is wrong with the JSON. */
function readRecords(text: string): readonly Record<string, unknown>[] | string {
  const file = parsed(text);
  if (file instanceof SyntaxError) return `${file.message}. Path 'value'.`;
  const rows = isRecord(file) ? file['value'] : undefined;
  if (!Array.isArray(rows)) return "An array is expected. Path 'value', line 1, position 1.";
  const odd = rows.findIndex((row) => !isRecord(row));
  return odd < 0
    ? (rows as Record<string, unknown>[])
    : `Unexpected character encountered while parsing value. Path 'value[${odd}]'.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return error;
  }
}

function valuesIn(record: Record<string, unknown>, { idProperty }: ImportOrder): number {
  return Object.keys(record).filter((name) => name !== idProperty).length;
}

/** The first thing for which the import is given up; nothing is imported then. */
function firstFlaw(
  records: readonly Record<string, unknown>[],
  order: ImportOrder,
  catalogue: PropertyCatalogue,
): ImportLogLine | undefined {
  for (const [index, record] of records.entries()) {
    for (const [name, value] of Object.entries(record)) {
      if (name === order.idProperty) continue;
      if (!canBeImported(catalogue, order.propertyMap.get(name))) {
        return { code: 'InvalidProperty', id: idOf(record, order) ?? '', message: unmapped(name) };
      }
      if (value !== null && typeof value !== 'string') {
        const message = `Unexpected character encountered while parsing value. Path 'value[${index}].${name}'.`;
        return { code: 'DataFileNotJson', id: '', message };
      }
    }
  }
  return undefined;
}

/** What Entra is the master of counts as unknown here. */
function canBeImported(catalogue: PropertyCatalogue, property: string | undefined): boolean {
  return property !== undefined && catalogue.find(property)?.mastered === false;
}

function unmapped(name: string): string {
  return `Property '${name}' is not mapped to any property in the user profile application.`;
}

/** A null is passed over, so that the old value stays. */
function importRow(record: Record<string, unknown>, order: ImportOrder): ImportRow {
  const values = new Map<string, string>();
  for (const [name, property] of order.propertyMap) {
    const value = record[name];
    if (name !== order.idProperty && typeof value === 'string') values.set(property, value);
  }
  return { identity: idOf(record, order), values };
}

function idOf(record: Record<string, unknown>, { idProperty }: ImportOrder): string | undefined {
  const id = record[idProperty];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function rejected(error: number): FileFindings {
  return { error, rows: [], values: 0, log: [] };
}

function invalid(code: ImportLogLine['code'], id: string, message: string): FileFindings {
  return { ...rejected(importErrors.fileInvalid), log: [{ code, id, message }] };
}
