import type { PropertyType, ExtendedValue } from './extended-property';
import type { ProfileField } from './user-profile';

/** What a change says about one extended property; `Cleared` tells an explicit `null` from type None. */
export interface ExtendedWord {
  readonly Key: string;
  readonly Type: PropertyType;
  readonly Value: ExtendedValue;
  readonly cleared?: true;
}

/**
 * What one submission says about one person (design §2).
 * Absent field: says nothing. `null`: clear it. Value: set it (row S46).
 */
export interface ProfileChange {
  /** Place in the delivery, from 0. */
  readonly index: number;
  readonly userId: string;
  readonly fields: Readonly<Partial<Record<ProfileField, string | null>>>;
  readonly extended: readonly ExtendedWord[];
}

/** `merge`: unmentioned fields stay; `replace`: they are cleared (row S46, `?mode=replace`). */
export type ChangeMode = 'merge' | 'replace';
