import { z } from 'zod';
import type { PersonKey } from '../model/person-key';
import { readPlain, readTime, writeTime } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { readText, writeText } from '../storage/text-column';
import { SYNC_ERROR_CODES } from '../model/sync-error';
import { PUSH_TARGETS } from './push-error';
import type { PushRecord, ResolvedIdentity } from './push-store';

const textsByName = z.record(z.string(), z.string());
const texts = z.array(z.string());
const refusalsByName = z.record(
  z.string(),
  z.object({
    code: z.enum(SYNC_ERROR_CODES),
    message: z.string(),
    target: z.enum(PUSH_TARGETS).exactOptional(),
    property: z.string().exactOptional(),
    at: z.number(),
    of: z.string(),
  }),
);

/** A row of table `Pushes`: plain columns, and as JSON what belongs to single properties. */
export function toPushRow({ bucket, rowKey }: PersonKey, record: PushRecord): NewRow {
  const { userId, identity, sent, doubts, refusals, sharedWith, pushedFor } = record;
  const { nextTryAt, failedSince } = record;
  return {
    partitionKey: bucket,
    rowKey,
    userId,
    ...identity,
    ...writeText('sent', JSON.stringify(sent)),
    ...writeText('inDoubt', JSON.stringify(doubts)),
    ...writeText('refusals', JSON.stringify(refusals)),
    ...writeText('sharedWith', JSON.stringify(sharedWith)),
    ...(nextTryAt === undefined ? {} : { nextTryAt: writeTime(nextTryAt) }),
    ...(failedSince === undefined ? {} : { failedSince: writeTime(failedSince) }),
    pushedFor: pushedFor.join(' '),
  };
}

export function fromPushRow(row: TableRow): PushRecord {
  const identity = readIdentity(row);
  const nextTryAt = readTime(row, 'nextTryAt');
  const failedSince = readTime(row, 'failedSince');
  return {
    userId: readPlain(row, 'userId'),
    ...(identity === undefined ? {} : { identity }),
    sent: textsByName.parse(readJson(row, 'sent') ?? {}),
    doubts: textsByName.parse(readJson(row, 'inDoubt') ?? {}),
    refusals: refusalsByName.parse(readJson(row, 'refusals') ?? {}),
    sharedWith: texts.parse(readJson(row, 'sharedWith') ?? []),
    ...(nextTryAt === undefined ? {} : { nextTryAt }),
    ...(failedSince === undefined ? {} : { failedSince }),
    pushedFor: readPlain(row, 'pushedFor')
      .split(' ')
      .filter((id) => id !== ''),
  };
}

function readIdentity(row: TableRow): ResolvedIdentity | undefined {
  const objectId = readPlain(row, 'objectId');
  if (objectId === '') return undefined;
  return {
    objectId,
    userPrincipalName: readPlain(row, 'userPrincipalName'),
    onPremisesSync: row['onPremisesSync'] === true,
    resolvedFrom: readPlain(row, 'resolvedFrom'),
  };
}

function readJson(row: TableRow, name: string): unknown {
  const text = readText(row, name);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
