import type { Delivery } from '../../shared/flows/receive-delivery';
import type { ChangeMode } from '../../shared/model/profile-change';

/** Fields that the simulation speaks of; a few are enough, for all are treated alike. */
export const SPOKEN_FIELDS = ['name', 'phone', 'mobile', 'audienceDepartment'] as const;

type SpokenField = (typeof SPOKEN_FIELDS)[number];

/** What a delivery says about a person. */
export interface PlannedPerson {
  readonly userId: string;
  readonly fields: Readonly<Partial<Record<SpokenField, string | null>>>;
  /** Value of extended property `A`. */
  readonly extended?: string;
}

/** One delivery as its sender means it; `null` among its people is an entry that intake refuses. */
export interface PlannedDelivery {
  readonly people: readonly (PlannedPerson | null)[];
  readonly mode: ChangeMode;
  /** The sender's own name for it; the sender asks again until it knows. */
  readonly key?: string;
}

/** The request that carries it. */
export function toDelivery({ people, mode, key }: PlannedDelivery): Delivery {
  const body = Buffer.from(JSON.stringify({ users: people.map(toUser) }));
  return {
    caller: 'hr',
    kind: 'batch',
    mode,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    openBody: () => inOnePiece(body),
  };
}

/** Where the tenant knows a person. */
export function addressOf(userId: string): string {
  return `${userId.toLowerCase()}@contoso.com`;
}

async function* inOnePiece(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

function toUser(person: PlannedPerson | null): Readonly<Record<string, unknown>> {
  if (person === null) return { name: 'without a userId' };
  const { userId, fields, extended } = person;
  const properties = extended === undefined ? [] : [{ Key: 'A', Type: 1, Value: extended }];
  const upn = addressOf(userId);
  return { userId, upn, ...fields, extended_props: properties };
}
