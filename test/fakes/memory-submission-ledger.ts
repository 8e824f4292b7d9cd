import type {
  NewSubmission,
  OpenSubmission,
  PartResult,
  PushResult,
} from '../../shared/model/submission';
import { SyncError } from '../../shared/model/sync-error';
import type {
  Acceptance,
  EndedSubmission,
  IdempotencyRecord,
  LedgerChange,
  SubmissionLedger,
} from '../../shared/record/submission-ledger';
import { memoryReportNotes } from './memory-report-notes';

interface LedgerRows {
  last: number;
  version: number;
  /** When each delivery was announced that is neither accepted nor forgotten. */
  readonly announced: Map<string, number>;
  readonly open: Map<string, OpenSubmission>;
  readonly keys: Map<string, IdempotencyRecord>;
  readonly ended: Map<string, EndedSubmission>;
  readonly parts: Map<string, Map<number, PartResult>>;
  readonly pushes: Map<string, Map<string, PushResult>>;
}

/** The ledger in memory: the same answers as the table gives, each call one indivisible step. */
export function createMemorySubmissionLedger({ now }: { now: () => number }): SubmissionLedger {
  const rows: LedgerRows = {
    last: 0,
    version: 0,
    announced: new Map(),
    open: new Map(),
    keys: new Map(),
    ended: new Map(),
    parts: new Map(),
    pushes: new Map(),
  };
  const notes = memoryReportNotes(now);
  return {
    readOpen: async ({ withPeople }) => readOpen(rows, withPeople),
    find: async (id) => rows.open.get(id),
    findKey: async (keyHash) => rows.keys.get(keyHash),
    announce: async (id, at) => {
      rows.announced.set(id, at);
    },
    accept: async (submission, key) => accept(rows, { submission, key, now: now() }),
    update: async (submission, change) => update(rows, submission, change),
    forgetAnnounced: async (id) => {
      rows.announced.delete(id);
    },
    abandoned: async (before) =>
      [...rows.announced].filter(([, at]) => at < before).map(([id]) => id),
    abandon: async (submissionId, deleteAt) => {
      if (rows.announced.delete(submissionId)) {
        rows.ended.set(submissionId, { submissionId, deleteAt });
      }
    },
    end: async (submissionId, deleteAt, { report }) => {
      const hasEnded = end(rows, submissionId, deleteAt);
      if (hasEnded && report) await notes.noteReport(submissionId);
    },
    ...notes,
    recordPart: async (id, result) => insert(resultsOf(rows.parts, id), result.part, result),
    settlePart: async (id, result) => settle(resultsOf(rows.parts, id), result.part, result),
    recordPushes: async (id, results) => {
      for (const result of results) insert(resultsOf(rows.pushes, id), rangeKey(result), result);
    },
    settlePushes: async (id, results) => {
      for (const result of results) settle(resultsOf(rows.pushes, id), rangeKey(result), result);
    },
    results: async (id) => ({
      parts: [...resultsOf(rows.parts, id).values()].sort((a, b) => a.part - b.part),
      pushes: [...resultsOf(rows.pushes, id).values()].sort(
        (a, b) => a.part - b.part || a.range - b.range,
      ),
    }),
    deletable: async (at) => [...rows.ended.values()].filter(({ deleteAt }) => deleteAt <= at),
    forgetEnded: async ({ submissionId }) => {
      rows.ended.delete(submissionId);
      rows.parts.delete(submissionId);
      rows.pushes.delete(submissionId);
    },
    forgetKeys: async (at) => {
      for (const [hash, { expiresAt }] of rows.keys) if (expiresAt <= at) rows.keys.delete(hash);
    },
  };
}

function readOpen({ open }: LedgerRows, withPeople: boolean): OpenSubmission[] {
  return [...open.values()]
    .sort((a, b) => a.sequence - b.sequence)
    .map((submission) =>
      withPeople && submission.state !== 'pushing'
        ? submission
        : { ...submission, people: 'everybody' },
    );
}

interface Attempt {
  readonly submission: NewSubmission;
  readonly key: IdempotencyRecord | undefined;
  readonly now: number;
}

function accept(rows: LedgerRows, { submission, key, now }: Attempt): Acceptance {
  const standing = rows.open.get(submission.id);
  if (standing !== undefined) return { kind: 'accepted', submission: standing };
  const known = key === undefined ? undefined : rows.keys.get(key.keyHash);
  if (known !== undefined) return { kind: 'known', record: known };
  if (!rows.announced.delete(submission.id)) {
    throw new SyncError('StorageUnavailable', 'The delivery is not announced any more.');
  }
  rows.last = Math.max(rows.last + 1, now);
  const accepted: OpenSubmission = {
    ...submission,
    sequence: rows.last,
    state: 'queued',
    lastSentAt: now,
    asleep: [],
    paused: [],
    etag: nextEtag(rows),
  };
  rows.open.set(accepted.id, accepted);
  if (key !== undefined) rows.keys.set(key.keyHash, key);
  return { kind: 'accepted', submission: accepted };
}

function update(rows: LedgerRows, { id, etag }: OpenSubmission, change: LedgerChange): boolean {
  const standing = rows.open.get(id);
  if (standing?.etag !== etag) return false;
  rows.open.set(id, { ...standing, ...change, etag: nextEtag(rows) });
  return true;
}

function end(rows: LedgerRows, submissionId: string, deleteAt: number): boolean {
  const hasEnded = rows.open.delete(submissionId);
  if (hasEnded) rows.ended.set(submissionId, { submissionId, deleteAt });
  return hasEnded;
}

function insert<Key, Row>(rows: Map<Key, Row>, key: Key, row: Row): boolean {
  if (rows.has(key)) return false;
  rows.set(key, row);
  return true;
}

function settle<Key, Row extends { state: string }>(
  rows: Map<Key, Row>,
  key: Key,
  row: Row,
): boolean {
  if (rows.get(key)?.state !== 'dying') return false;
  rows.set(key, row);
  return true;
}

function resultsOf<Key, Row>(all: Map<string, Map<Key, Row>>, id: string): Map<Key, Row> {
  const standing = all.get(id) ?? new Map<Key, Row>();
  all.set(id, standing);
  return standing;
}

function rangeKey({ part, range }: PushResult): string {
  return `${part}|${range}`;
}

function nextEtag(rows: LedgerRows): string {
  rows.version += 1;
  return String(rows.version);
}
