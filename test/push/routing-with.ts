import { propertyMapSchema } from '../../shared/model/property-map';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';
import type { UserProfile } from '../../shared/model/user-profile';
import type { Routing } from '../../shared/push/route-properties';

/** An administrator's side of routing that has its defaults where nothing else is said. */
export function routingWith(other: Partial<Routing> = {}): Routing {
  return {
    map: propertyMapSchema.parse({}),
    catalogue: new Map(),
    settings: pushSettingsSchema.parse({}),
    ...other,
  };
}

/** A profile of the store; `fields` besides `upn`, which is the userId unless said otherwise. */
export function profileOf(userId: string, other: Partial<UserProfile> = {}): UserProfile {
  return {
    userId,
    fields: { upn: userId },
    extended: [],
    lifecycle: 'active',
    synchronized: false,
    updatedAt: '2026-01-05T08:00:00.000Z',
    ...other,
  };
}
