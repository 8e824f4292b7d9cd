import { z } from 'zod';
import { readNumber, readPlain, readTime, writeTime } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { readText, writeText } from '../storage/text-column';
import type { ProfileImport } from './import-store';

export const IMPORT_PARTITION = 'import';
export const CURRENT_ROW = 'current';
export const PAUSE_ROW = 'pause';

const names = z.array(z.string());
const forms = z.enum(['csom', 'rest']);
const phases = z.enum(['collecting', 'stored', 'queued', 'settling']);

/** Row `import` / `current` of table `Pushes`, in columns that an administrator can read. */
export function toImportRow(current: ProfileImport): NewRow {
  const { id, phase, fileUrl, properties, jobId, startedAt, dueAt, looks } = current;
  const { form, end, logFolderUrl } = current;
  return {
    partitionKey: IMPORT_PARTITION,
    rowKey: CURRENT_ROW,
    id,
    phase,
    form,
    ...(fileUrl === undefined ? {} : { fileUrl }),
    ...writeText('properties', JSON.stringify(properties)),
    ...(jobId === undefined ? {} : { jobId }),
    startedAt: writeTime(startedAt),
    dueAt: writeTime(dueAt),
    looks,
    ...(end === undefined ? {} : { end: String(end) }),
    ...(logFolderUrl === undefined ? {} : { logFolderUrl }),
  };
}

export function fromImportRow(row: TableRow): ProfileImport {
  return {
    id: readPlain(row, 'id'),
    phase: phases.parse(row['phase']),
    form: forms.parse(row['form']),
    ...textOf(row, 'fileUrl'),
    properties: names.parse(JSON.parse(readText(row, 'properties') ?? '[]')),
    ...textOf(row, 'jobId'),
    startedAt: readTime(row, 'startedAt') ?? 0,
    dueAt: readTime(row, 'dueAt') ?? 0,
    looks: readNumber(row, 'looks'),
    ...endOf(readPlain(row, 'end')),
    ...textOf(row, 'logFolderUrl'),
  };
}

function textOf<Name extends string>(row: TableRow, name: Name): { readonly [N in Name]?: string } {
  const text = readPlain(row, name);
  return text === '' ? {} : ({ [name]: text } as { readonly [N in Name]?: string });
}

function endOf(text: string): Pick<ProfileImport, 'end'> {
  if (text === '') return {};
  return { end: text === 'gaveUp' ? text : Number(text) };
}
