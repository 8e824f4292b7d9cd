import { OUTCOMES, PUSH_OUTCOMES } from '../model/outcome';
import type { PartResult, PushResult } from '../model/submission';
import { readCounts, writeCounts } from '../storage/count-columns';
import { readNumber, readPlain, readTime, writeTime } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';

const PART = 'part|';
const PUSH = 'push|';

function partKey({ part }: PartResult): string {
  return PART + pad(part);
}

function pushKey({ part, range }: PushResult): string {
  return `${PUSH}${pad(part)}|${pad(range)}`;
}

export function isPartRow({ rowKey }: TableRow): boolean {
  return rowKey.startsWith(PART);
}

export function toPartRow(submissionId: string, result: PartResult): NewRow {
  return {
    partitionKey: submissionId,
    rowKey: partKey(result),
    state: result.state,
    ...writeCounts(result.outcomes),
    toPush: result.toPush,
    errors: result.errors,
    ...writeDue(result),
    ...(result.sealed === true ? { sealed: true } : {}),
  };
}

export function toPartResult(row: TableRow): PartResult {
  return {
    part: Number(row.rowKey.split('|')[1]),
    state: readState(row),
    outcomes: readCounts(row, OUTCOMES),
    toPush: readNumber(row, 'toPush'),
    errors: readNumber(row, 'errors'),
    ...readDue(row),
    ...(row['sealed'] === true ? { sealed: true } : {}),
  };
}

export function toPushRow(submissionId: string, result: PushResult): NewRow {
  return {
    partitionKey: submissionId,
    rowKey: pushKey(result),
    state: result.state,
    ...writeCounts(result.pushes),
    errors: result.errors,
    ...writeDue(result),
  };
}

export function toPushResult(row: TableRow): PushResult {
  const [, part, range] = row.rowKey.split('|');
  return {
    part: Number(part),
    range: Number(range),
    state: readState(row),
    pushes: readCounts(row, PUSH_OUTCOMES),
    errors: readNumber(row, 'errors'),
    ...readDue(row),
  };
}

function readState(row: TableRow): 'done' | 'dying' {
  return readPlain(row, 'state') === 'dying' ? 'dying' : 'done';
}

function writeDue({ dueAt }: { readonly dueAt?: number }): Record<string, string> {
  return dueAt === undefined ? {} : { dueAt: writeTime(dueAt) };
}

function readDue(row: TableRow): { dueAt?: number } {
  const dueAt = readTime(row, 'dueAt');
  return dueAt === undefined ? {} : { dueAt };
}

function pad(number: number): string {
  return String(number).padStart(4, '0');
}
