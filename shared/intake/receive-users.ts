import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ErrorObject } from '../model/error-detail';
import type { ProfileProperty } from '../model/profile-property';
import type { IntakeLimits } from '../model/sync-configuration';
import { SyncError } from '../model/sync-error';
import type { ChunkWriter, StoredChunks } from './chunk-store';
import { DeliveryProperties } from './delivery-properties';
import { evenPieces } from './even-pieces';
import { IntakeSession } from './intake-session';
import { UserSplitter } from './split-users';
import { Utf8Check } from './utf8-check';

/** A body to take in, and what it is measured by. */
export interface IncomingUsers {
  /** The JSON as bytes, in pieces of any size. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly limits: IntakeLimits;
  /** The extended properties known so far, by name (row S59). */
  readonly catalogue: ReadonlyMap<string, ProfileProperty>;
  readonly writer: ChunkWriter;
}

/** A delivery whose people are stored as chunks; nothing of it is accepted yet (K1). */
export interface ReceivedUsers {
  /** Entries of `users`: `accepted` and `rejected` together. */
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** The first 100 errors and warnings, in the order of the entries. */
  readonly errors: readonly ErrorObject[];
  readonly chunks: StoredChunks;
  /** First four bytes of the hash of each accepted person, up to 16,000 (K1). */
  readonly people: Uint32Array | 'everybody';
  /** Extended properties that the catalogue does not know, with the type of their first sight. */
  readonly newProperties: readonly ProfileProperty[];
  /** SHA-256 of all bytes of the JSON as they came, BOM included; hexadecimal. */
  readonly bodyHash: string;
}

/**
 * Takes a body in from its first byte to its last: the one way into the product, whichever door the bytes came
 * through (rows S10–S38, S45, S59). A bad person is rejected alone; a bad body is refused whole, before anything is
 * visible.
 * @throws SyncError `BodyTooLarge`, `InvalidEncoding`, `InvalidJson`, `InvalidRequest`, `DuplicateMember`,
 * `TooManyUsers`, `TooManyProperties`; `NoValidUser` with the first 100 errors in `details.errors`
 */
export async function receiveUsers(incoming: IncomingUsers): Promise<ReceivedUsers> {
  const { limits, writer } = incoming;
  const properties = new DeliveryProperties(incoming.catalogue, limits.maxCatalogueProperties);
  const session = new IntakeSession({ limits, properties, writer });
  const hash = createHash('sha256');
  await readBody(incoming, session, hash);
  const { accepted, rejected, errors } = session;
  if (accepted === 0) {
    throw new SyncError('NoValidUser', 'None of the users is valid.', { details: { errors } });
  }
  return {
    received: accepted + rejected,
    accepted,
    rejected,
    errors,
    chunks: await writer.finish(),
    people: session.people.hashes,
    newProperties: properties.added,
    bodyHash: hash.digest('hex'),
  };
}

async function readBody(
  { body, limits }: IncomingUsers,
  session: IntakeSession,
  hash: Hash,
): Promise<void> {
  const splitter = new UserSplitter(limits);
  const utf8 = new Utf8Check();
  for await (const piece of evenPieces(body, limits.maxBodyBytes)) {
    hash.update(piece);
    utf8.push(piece);
    for (const element of splitter.push(piece)) await session.take(element);
    // A large body must not keep leases and timers of the same process from being served.
    await setImmediate();
  }
  utf8.end();
  splitter.end();
}
