import { applyChanges } from '../apply/apply-changes';
import type { ProfileStore } from '../apply/profile-store';
import { createMemoryChunkStore } from '../intake/memory-chunk-store';
import type { ErrorObject } from '../model/error-detail';
import { countNames, sumCounts, type OutcomeCounts } from '../model/outcome';
import type { ErrorDetails } from '../record/error-details';
import { receiveDelivery, type Delivery, type ReceivePorts } from './receive-delivery';
import { requireSyncEnabled } from './require-sync-enabled';

/** What a delivery would do (`?dryRun=true`). */
export interface DeliveryPlan {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly outcomes: OutcomeCounts;
  readonly errors: readonly ErrorObject[];
}

export interface PlanPorts extends ReceivePorts {
  readonly profiles: ProfileStore;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

export type PlanDelivery = (delivery: Delivery) => Promise<DeliveryPlan>;

/** Validates a delivery and merges it with what is stored, exactly as applying would, and changes nothing. */
export function createPlanDelivery(ports: PlanPorts): PlanDelivery {
  return async (delivery) => {
    await requireSyncEnabled(ports);
    const chunks = createMemoryChunkStore();
    const { chunks: stored, ...received } = await receiveDelivery(ports, delivery, {
      createWriter: () => chunks.create(PLANNED),
      register: false,
    });
    const planned: OutcomeCounts[] = [];
    for (const part of stored.parts) {
      if (part.kind === 'rejections') continue;
      const submission = { id: PLANNED, chunkEtag: stored.chunkEtag };
      const outcomes = await applyChanges(
        {
          changes: await chunks.readChanges(submission, part),
          sequence: Number.MAX_SAFE_INTEGER,
          mode: delivery.mode,
          earlierSpeakers: () => false,
          now: ports.now,
          deadline: Number.POSITIVE_INFINITY,
        },
        unwritten(ports.profiles),
      );
      planned.push(countNames(outcomes.map(({ outcome }) => outcome)));
    }
    return {
      received: received.received,
      accepted: received.accepted,
      rejected: received.rejected,
      outcomes: sumCounts([
        ...planned,
        received.rejected > 0 ? { rejected: received.rejected } : {},
      ]),
      errors: received.errors,
    };
  };
}

const PLANNED = 'planned';

/** Reads as the store does, and only says that it has written. */
function unwritten(profiles: ProfileStore): ProfileStore {
  return { read: (keys) => profiles.read(keys), write: () => Promise.resolve({ kind: 'written' }) };
}
