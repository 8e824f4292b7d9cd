import type { Configuration } from '../configuration/configuration';
import type { ChunkWriter } from '../intake/chunk-store';
import { receiveUsers, type ReceivedUsers } from '../intake/receive-users';
import type { ProfileProperty, PropertyCatalogue } from '../model/profile-property';
import { SyncError } from '../model/sync-error';

/** What a door hands on: who delivers what, and how to read it. */
export interface Delivery {
  /** The caller's application id. */
  readonly caller: string;
  /** Through which door. */
  readonly kind: 'batch' | 'file';
  readonly mode: 'merge' | 'replace';
  readonly idempotencyKey?: string;
  /** The JSON as bytes; may be opened more than once. */
  readonly openBody: () => AsyncIterable<Uint8Array>;
}

export interface ReceivePorts {
  readonly configuration: Configuration;
  readonly catalogue: PropertyCatalogue;
}

/** Two deliveries can bring the same new property at once, each time with another type; then one reads again. */
const MAX_READINGS = 5;

/**
 * Reads a delivery through the intake and settles the types of extended properties that it brings for the first
 * time (row S59). `register: false` leaves the catalogue as it is, for dry runs.
 */
export async function receiveDelivery(
  { configuration, catalogue }: ReceivePorts,
  delivery: Delivery,
  options: { createWriter: () => ChunkWriter; register: boolean },
): Promise<ReceivedUsers> {
  const limits = await configuration.read('IntakeLimits');
  let known = await catalogue.read();
  for (let reading = 0; reading < MAX_READINGS; reading++) {
    const received = await receiveUsers({
      body: delivery.openBody(),
      limits,
      catalogue: known,
      writer: options.createWriter(),
    });
    if (!options.register || received.newProperties.length === 0) return received;
    known = await catalogue.add(received.newProperties);
    if (received.newProperties.every((property) => agrees(known, property))) return received;
  }
  throw new SyncError('StorageUnavailable', 'The property catalogue does not come to rest.');
}

function agrees(
  known: ReadonlyMap<string, ProfileProperty>,
  { name, type }: ProfileProperty,
): boolean {
  return known.get(name)?.type === type;
}
