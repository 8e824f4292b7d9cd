import type {
  NewSubmission,
  OpenSubmission,
  Part,
  PausedPart,
  SubmissionKind,
  SubmissionState,
} from '../model/submission';
import { readNumber, readPlain, readTime, writeTime } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { readText, writeText } from '../storage/text-column';
import type { ReportNote } from './report-notes';
import type { EndedSubmission, IdempotencyRecord } from './submission-ledger';

/** The partition in which every change of what is in flight happens, so that one transaction covers it (K1). */
export const LEDGER = 'ledger';
/** The row that holds the last number given. */
export const NEXT = 'next';

// Prefixes of the other rows. `|` sorts behind letters, digits and `-`, so a prefix is the range up to `}`.
const OPEN = 'open|';
const KEY = 'key|';
const ENDED = 'ended|';
const STAGED = 'staged|';
const REPORT = 'report|';
/** Pieces of the column `parts` that may exist: enough for about 8,000 parts. */
const PARTS_COLUMNS = Array.from({ length: 16 }, (_, place) =>
  place === 0 ? 'parts' : `parts_${place}`,
);

/** Columns of an open row without its people. */
export const OPEN_COLUMNS: readonly string[] = [
  'partitionKey',
  'rowKey',
  'kind',
  'mode',
  'caller',
  'state',
  'sequence',
  'receivedAt',
  'received',
  'accepted',
  'rejected',
  'chunkEtag',
  'lastSentAt',
  'asleep',
  'paused',
  ...PARTS_COLUMNS,
];

export function openKey(submissionId: string): string {
  return OPEN + submissionId;
}

/** Key of an announcement; it goes when the delivery is accepted. */
export function stagedKey(submissionId: string): string {
  return STAGED + submissionId;
}

export function idempotencyKey(keyHash: string): string {
  return KEY + keyHash;
}

export function endedKey({ submissionId, deleteAt }: EndedSubmission): string {
  return `${ENDED}${padTime(deleteAt)}|${submissionId}`;
}

/** The oldest first. */
export function reportKey({ submissionId, notedAt }: ReportNote): string {
  return `${REPORT}${padTime(notedAt)}|${submissionId}`;
}

/** First key of the rows of a kind, and the first key behind them. */
export const OPEN_RANGE = { from: OPEN, to: 'open}' } as const;
export const KEY_RANGE = { from: KEY, to: 'key}' } as const;
export const STAGED_RANGE = { from: STAGED, to: 'staged}' } as const;
export const REPORT_RANGE = { from: REPORT, to: 'report}' } as const;

/** The range of notes whose time has come. */
export function endedRange(now: number): { from: string; to: string } {
  return { from: ENDED, to: `${ENDED}${padTime(now)}}` };
}

export function toOpenRow(
  submission: NewSubmission,
  { sequence, state, lastSentAt }: Pick<OpenSubmission, 'sequence' | 'state' | 'lastSentAt'>,
): NewRow {
  return {
    partitionKey: LEDGER,
    rowKey: openKey(submission.id),
    kind: submission.kind,
    mode: submission.mode,
    caller: submission.caller,
    state,
    sequence: BigInt(sequence),
    receivedAt: writeTime(submission.receivedAt),
    received: submission.received,
    accepted: submission.accepted,
    rejected: submission.rejected,
    ...writeText('parts', JSON.stringify(submission.parts)),
    chunkEtag: submission.chunkEtag,
    lastSentAt: writeTime(lastSentAt),
    ...writePeople(submission.people),
  };
}

export function toOpenSubmission(row: TableRow): OpenSubmission {
  return {
    id: row.rowKey.slice(OPEN.length),
    kind: readPlain(row, 'kind') as SubmissionKind,
    mode: readPlain(row, 'mode') === 'replace' ? 'replace' : 'merge',
    caller: readPlain(row, 'caller'),
    state: readPlain(row, 'state') as SubmissionState,
    sequence: readNumber(row, 'sequence'),
    receivedAt: readTime(row, 'receivedAt') ?? 0,
    received: readNumber(row, 'received'),
    accepted: readNumber(row, 'accepted'),
    rejected: readNumber(row, 'rejected'),
    parts: JSON.parse(readText(row, 'parts') ?? '[]') as Part[],
    chunkEtag: readPlain(row, 'chunkEtag'),
    lastSentAt: readTime(row, 'lastSentAt') ?? 0,
    asleep: JSON.parse(readPlain(row, 'asleep') || '[]') as number[],
    paused: JSON.parse(readPlain(row, 'paused') || '[]') as PausedPart[],
    people: readPeople(row),
    etag: row.etag,
  };
}

export function toStagedRow(submissionId: string, announcedAt: number): NewRow {
  return {
    partitionKey: LEDGER,
    rowKey: stagedKey(submissionId),
    announcedAt: writeTime(announcedAt),
  };
}

export function toStagedId({ rowKey }: TableRow): string {
  return rowKey.slice(STAGED.length);
}

export function toKeyRow({ keyHash, ...record }: IdempotencyRecord): NewRow {
  return {
    partitionKey: LEDGER,
    rowKey: idempotencyKey(keyHash),
    bodyHash: record.bodyHash,
    submissionId: record.submissionId,
    expiresAt: writeTime(record.expiresAt),
  };
}

export function toIdempotencyRecord(row: TableRow): IdempotencyRecord {
  return {
    keyHash: row.rowKey.slice(KEY.length),
    bodyHash: readPlain(row, 'bodyHash'),
    submissionId: readPlain(row, 'submissionId'),
    expiresAt: readTime(row, 'expiresAt') ?? 0,
  };
}

export function toEnded({ rowKey }: TableRow): EndedSubmission {
  const [, deleteAt = '', submissionId = ''] = rowKey.split('|');
  return { submissionId, deleteAt: Number(deleteAt) };
}

export function toReportNote({ rowKey }: TableRow): ReportNote {
  const [, notedAt = '', submissionId = ''] = rowKey.split('|');
  return { submissionId, notedAt: Number(notedAt) };
}

/** Without the column, and without people named, nobody is spoken of: a delivery of refused people only. */
function writePeople(people: NewSubmission['people']): Record<string, unknown> {
  if (people === 'everybody') return { everybody: true };
  // Copied into bytes of its own: the array may be a view of something longer.
  return people.length === 0 ? {} : { people: new Uint8Array(Uint32Array.from(people).buffer) };
}

/** Whom the columns of an open row name. */
export function readPeople({ people, everybody }: TableRow): OpenSubmission['people'] {
  if (everybody === true) return 'everybody';
  return people instanceof Uint8Array
    ? new Uint32Array(Uint8Array.from(people).buffer)
    : new Uint32Array();
}

function padTime(time: number): string {
  return String(Math.ceil(time)).padStart(13, '0');
}
