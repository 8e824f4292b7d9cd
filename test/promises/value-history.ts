import type { UserProfile } from '../../shared/model/user-profile';
import { addressOf } from './planned-delivery';

const WATCHED: ReadonlySet<string> = new Set([
  ...['displayName', 'businessPhones', 'CellPhone', 'AudienceDepartment', 'A'],
]);

/** Destinations of a person's values in the tenant, with what the store holds for them. */
function valuesOf({ fields, extended }: UserProfile): Readonly<Record<string, unknown>> {
  return {
    displayName: fields.name,
    businessPhones: fields.phone,
    CellPhone: fields.mobile,
    AudienceDepartment: fields.audienceDepartment,
    A: extended.find(({ Key }) => Key === 'A')?.Value,
  };
}

interface Course {
  /** What the store has held, one after another. */
  readonly stored: string[];
  /** The place of what stands in the tenant; the earliest possible, because values repeat. */
  place: number;
}

/**
 * Promise 2 on the way: what arrives in the tenant has stood in the store, and is never older than what has arrived
 * before. Knows nothing of how it gets there.
 */
export class ValueHistory {
  readonly #courses = new Map<string, Course>();
  /** Arrivals that went back; empty when the promise was kept. */
  readonly violations: string[] = [];

  /** The store holds this profile from now on. */
  stored(profile: UserProfile): void {
    for (const [name, value] of Object.entries(valuesOf(profile))) {
      const { stored } = this.#course(addressOf(profile.userId), name);
      const text = textOf(value);
      if (stored.at(-1) !== text) stored.push(text);
    }
  }

  /** The tenant has got these values of a person. */
  arrived(upn: string, values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!WATCHED.has(name)) continue;
      const course = this.#course(upn, name);
      const place = course.stored.indexOf(textOf(value), course.place);
      if (place >= 0) course.place = place;
      else this.violations.push(`${upn}: ${name} went back to "${textOf(value)}"`);
    }
  }

  #course(upn: string, name: string): Course {
    const key = `${upn} ${name}`;
    const known = this.#courses.get(key) ?? { stored: [''], place: 0 };
    this.#courses.set(key, known);
    return known;
  }
}

/** Nothing, an empty text and an empty list are the same. */
function textOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}
