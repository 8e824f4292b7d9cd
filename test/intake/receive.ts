import { createMemoryChunkStore } from '../../shared/intake/memory-chunk-store';
import { receiveUsers, type ReceivedUsers } from '../../shared/intake/receive-users';
import type { ProfileChange } from '../../shared/model/profile-change';
import type { ProfileProperty } from '../../shared/model/profile-property';
import type { Rejection } from '../../shared/model/submission';
import { intakeLimitsSchema, type IntakeLimits } from '../../shared/model/sync-configuration';
import { SyncError } from '../../shared/model/sync-error';

const SUBMISSION = 'submission';

/** A delivery as it was received, and the changes and rejections that its chunks hold. */
export interface Received extends ReceivedUsers {
  readonly changes: readonly ProfileChange[];
  readonly rejections: readonly Rejection[];
}

interface ReceiveOptions {
  readonly limits?: Partial<IntakeLimits>;
  readonly catalogue?: readonly ProfileProperty[];
}

/** Takes a body in: text, bytes, or bytes in pieces. */
export async function receive(
  body: string | Uint8Array | AsyncIterable<Uint8Array>,
  { limits = {}, catalogue = [] }: ReceiveOptions = {},
): Promise<Received> {
  const store = createMemoryChunkStore();
  const received = await receiveUsers({
    body: typeof body === 'string' || body instanceof Uint8Array ? inOnePiece(body) : body,
    limits: intakeLimitsSchema.parse(limits),
    catalogue: new Map(catalogue.map((property) => [property.name, property])),
    writer: store.create(SUBMISSION),
  });
  const { parts, chunkEtag } = received.chunks;
  const changes: ProfileChange[] = [];
  const rejections: Rejection[] = [];
  for (const part of parts) {
    if (part.kind === 'rejections') {
      rejections.push(...(await store.readRejections(SUBMISSION, part)));
    } else {
      changes.push(...(await store.readChanges({ id: SUBMISSION, chunkEtag }, part)));
    }
  }
  return { ...received, changes: changes.sort((a, b) => a.index - b.index), rejections };
}

/** Takes these users in; each may be JSON text or a value. */
export function receiveAll(
  users: readonly unknown[],
  options: ReceiveOptions = {},
): Promise<Received> {
  return receive(JSON.stringify({ users }), options);
}

/** The error that a body is refused with. */
export async function refusalOf(receiving: Promise<unknown>): Promise<SyncError> {
  try {
    await receiving;
  } catch (error) {
    if (error instanceof SyncError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

export async function* inOnePiece(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** Cuts bytes after every so many. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
