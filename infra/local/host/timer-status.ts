import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { Schedule } from './schedule';
import { statusOf } from './storage-status';

/** .NET's default of a time: "never". */
export const NEVER = '0001-01-01T00:00:00.000Z';

/** What is kept of a timer between runs of the host; ISO times. */
export interface TimerStatus {
  readonly Last: string;
  readonly Next: string;
  readonly LastUpdated: string;
}

const statusSchema = z.object({ Last: z.string(), Next: z.string(), LastUpdated: z.string() });

/** The blob `timers/<hostId>/<function>/status` in `azure-webjobs-hosts`. */
export function statusBlob(
  container: ContainerClient,
  hostId: string,
  functionName: string,
): BlockBlobClient {
  return container.getBlockBlobClient(`timers/${hostId}/${functionName}/status`);
}

/** `undefined` when there is none, or none that can be read. */
export async function readTimerStatus(blob: BlockBlobClient): Promise<TimerStatus | undefined> {
  try {
    const text = (await blob.downloadToBuffer()).toString('utf8');
    return statusSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (statusOf(error) === 404 || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeTimerStatus(blob: BlockBlobClient, status: TimerStatus): Promise<void> {
  const text = JSON.stringify(status);
  await blob.upload(text, Buffer.byteLength(text));
}

/** The status after a run at `ranAt`. */
export function statusAfter(schedule: Schedule, ranAt: Date): TimerStatus {
  return {
    Last: ranAt.toISOString(),
    Next: schedule.next(ranAt).toISOString(),
    LastUpdated: ranAt.toISOString(),
  };
}

/**
 * The status to start with: a first start counts from now, a changed schedule is counted anew and
 * is never past due.
 */
export function statusAtStart(
  schedule: Schedule,
  stored: TimerStatus | undefined,
  now: Date,
): TimerStatus {
  const nextFromNow = () => schedule.next(now).toISOString();
  if (stored === undefined) {
    return { Last: NEVER, Next: nextFromNow(), LastUpdated: now.toISOString() };
  }
  const base = stored.Last === NEVER ? stored.LastUpdated : stored.Last;
  const expected = schedule.next(new Date(base)).toISOString();
  if (expected === stored.Next) return stored;
  const next = new Date(expected) < now ? nextFromNow() : expected;
  return { Last: stored.Last, Next: next, LastUpdated: now.toISOString() };
}
