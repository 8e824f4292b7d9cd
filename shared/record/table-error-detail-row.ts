import type { ErrorDetail, ErrorStage, ErrorStatus, ErrorTarget } from '../model/error-detail';
import { readPlain } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { errorDetailKey } from './error-detail-key';

const COLUMNS = [
  'submissionId',
  'occurredAt',
  'userId',
  'upn',
  'stage',
  'target',
  'property',
  'code',
  'message',
  'attempt',
  'status',
  'index',
  'part',
] as const satisfies readonly (keyof ErrorDetail)[];
/** Long enough for every id and message that means something; a line is for reading. */
const MAX_LENGTH = 2_000;

/** One line of `TogoUPErrorDetail`, in the columns of design §9. */
export function toErrorRow(detail: ErrorDetail): NewRow {
  const { day, rowKey } = errorDetailKey(detail);
  const row: Record<string, unknown> = {};
  for (const column of COLUMNS) {
    const value = detail[column];
    if (value !== undefined) row[column] = typeof value === 'string' ? storable(value) : value;
  }
  return { partitionKey: day, rowKey, ...row };
}

export function toErrorDetail(row: TableRow): ErrorDetail {
  return {
    submissionId: readPlain(row, 'submissionId'),
    occurredAt: readPlain(row, 'occurredAt'),
    status: readPlain(row, 'status') as ErrorStatus,
    stage: readPlain(row, 'stage') as ErrorStage,
    code: readPlain(row, 'code') as ErrorDetail['code'],
    message: readPlain(row, 'message'),
    ...pick(row, 'index', 'number'),
    ...pick(row, 'part', 'number'),
    ...pick(row, 'userId', 'string'),
    ...pick(row, 'upn', 'string'),
    ...pick<{ target: ErrorTarget }>(row, 'target', 'string'),
    ...pick(row, 'property', 'string'),
    ...pick(row, 'attempt', 'number'),
  };
}

/** Lines tell of what was refused, too: an id may be there just because no table takes it. */
function storable(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replaceAll(/\p{Surrogate}|\0/gu, '\ufffd');
}

/** The column as a member, where it holds a value of its type. */
function pick<Member extends object>(
  row: TableRow,
  name: string & keyof Member,
  type: 'string' | 'number',
): Partial<Member> {
  const value = row[name];
  return typeof value === type ? ({ [name]: value } as Partial<Member>) : {};
}
