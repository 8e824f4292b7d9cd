import type { ErrorObject } from '../model/error-detail';
import type { ProfileChange } from '../model/profile-change';
import type { Rejection } from '../model/submission';
import type { IntakeLimits } from '../model/sync-configuration';
import { SyncError } from '../model/sync-error';
import type { ChunkWriter } from './chunk-store';
import type { DeliveryProperties } from './delivery-properties';
import type { Fault } from './fault';
import { identifyUser } from './identify-user';
import { KnownLocales } from './known-locales';
import { parseUser } from './parse-user';
import { SeenPeople } from './seen-people';
import type { UserElement } from './split-users';
import { describeFault, validateUser, type ValidUser } from './validate-user';

/** An answer names this many errors; all of them are in the table (design §9). */
const MAX_ERRORS = 100;

export interface IntakeRules {
  readonly limits: IntakeLimits;
  readonly properties: DeliveryProperties;
  readonly writer: ChunkWriter;
}

/** Takes the entries of one delivery in, one after the other: each is accepted or rejected for itself (promise 5). */
export class IntakeSession {
  readonly people = new SeenPeople();
  /** The first errors and warnings, in the order of the entries. */
  readonly errors: ErrorObject[] = [];
  accepted = 0;
  rejected = 0;
  readonly #rules: IntakeRules;
  readonly #locales = new KnownLocales();

  constructor(rules: IntakeRules) {
    this.#rules = rules;
  }

  /** @throws SyncError `TooManyUsers`, `TooManyProperties`: limits of the delivery, not of the person */
  async take(element: UserElement): Promise<void> {
    const { limits, properties } = this.#rules;
    if (element.index >= limits.maxUsers) throw tooManyUsers(limits.maxUsers);
    const { source, fault } = parseUser(element, limits.maxUserBytes);
    if (fault !== undefined) return this.#reject(fault, source, element.index);
    const { maxExtendedProperties, timeZone } = limits;
    const verdict = validateUser(source, { maxExtendedProperties, timeZone, properties });
    if (!verdict.ok) return this.#reject(verdict.fault, source, element.index);
    return this.#accept(verdict.value, element.index);
  }

  async #accept({ key, change }: ValidUser, index: number): Promise<void> {
    const { properties, writer } = this.#rules;
    properties.learn(change.extended);
    this.accepted += 1;
    await writer.add({ index, ...change }, key);
    const first = this.people.add(key, index);
    if (first !== undefined) await this.#warn(duplicate(first, index), change, index);
    const { locale } = change.fields;
    if (typeof locale !== 'string' || locale === '' || this.#locales.isWellFormed(locale)) return;
    await this.#warn(BAD_LOCALE, change, index);
  }

  async #reject(fault: Fault, source: unknown, index: number): Promise<void> {
    this.rejected += 1;
    await this.#report({ ...toRejection(fault, index), ...identifyUser(source) });
  }

  async #warn(fault: Fault, change: Omit<ProfileChange, 'index'>, index: number): Promise<void> {
    const { upn } = change.fields;
    const who = { userId: change.userId, ...(typeof upn === 'string' && { upn }) };
    await this.#report({ ...toRejection(fault, index), ...who, warning: true });
  }

  async #report(rejection: Rejection): Promise<void> {
    if (this.errors.length < MAX_ERRORS) this.errors.push(toErrorObject(rejection));
    await this.#rules.writer.reject(rejection);
  }
}

const BAD_LOCALE: Fault = {
  code: 'InvalidLocale',
  message: 'is no language tag by BCP 47; it is stored as it is',
  field: 'locale',
};

function duplicate(first: number, index: number): Fault {
  const message = `Entries ${first} and ${index} of "users" are about the same person; the later one wins.`;
  return { code: 'DuplicateUserId', message };
}

function toRejection(fault: Fault, index: number): Rejection {
  const { code, field } = fault;
  const message = describeFault(fault);
  return { index, code, message, ...(field === undefined ? {} : { field }) };
}

function toErrorObject({ code, message, index, userId, field }: Rejection): ErrorObject {
  return {
    code,
    message,
    index,
    ...(userId === undefined ? {} : { userId }),
    ...(field === undefined ? {} : { field }),
  };
}

function tooManyUsers(limit: number): SyncError {
  const message = `The delivery has more than ${limit} users. Send them in several deliveries.`;
  return new SyncError('TooManyUsers', message, { details: { limit } });
}
