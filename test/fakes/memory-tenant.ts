import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import {
  MAX_ITEMS,
  type DirectoryUser,
  type DirectoryUsers,
  type FindAnswer,
  type ItemLeftOpen,
  type ListedUser,
  type UpdateAnswer,
  type UserPage,
  type UserUpdate,
} from '../../shared/push/directory-users';
import type { IdentityAddress } from '../../shared/push/identity-addresses';
import type { ProfileProperty, ProfileWriter } from '../../shared/push/profile-writer';
import type { SendAnswer } from '../../shared/push/send-answer';

/** One thing asked of the tenant: an item of a call with many, or a call of its own. */
export interface TenantCall {
  readonly target: 'graph' | 'peopleManager';
  readonly name: 'find' | 'list' | 'update' | 'set' | 'readNames';
  /** Address, object id, user principal name, or the place in a list. */
  readonly who: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** One request over the wire, and how many items it carries. */
export interface TenantRequest extends Pick<TenantCall, 'target' | 'name'> {
  readonly items: number;
}

/** Some of what every profile has; the others come with the names that are asked for. */
const USUAL_NAMES = ['CellPhone', 'AudienceDepartment', 'AudienceLocation', 'EntityType'];

/** As many as a page of Graph holds at most. */
const PAGE_SIZE = 999;

/**
 * Entra and SharePoint in memory. Everybody whose address does not begin with `unknown` is there; `noprofile…` has no
 * SharePoint profile, `synced…` comes from on-premises. `aliases` gives other addresses to the same user.
 */
export class MemoryTenant {
  readonly calls: TenantCall[] = [];
  readonly requests: TenantRequest[] = [];
  readonly aliases = new Map<string, string>();
  /** Who is listed, which is nobody unless a test says so: whom a list does not hold is found all the same. */
  readonly everybody: ListedUser[] = [];
  readonly entra = new Map<string, Record<string, unknown>>();
  /** By user principal name. */
  readonly sharePoint = new Map<string, Record<string, unknown>>();
  /** Names of properties or attributes whose calls are refused. */
  readonly refused = new Map<string, SendAnswer>();
  /** The object id of the user with this user principal name. */
  objectIdOf = (upn: string): string => `id-${upn}`;
  /** The properties of every profile, but for those that are refused because they do not exist. */
  readonly names = new Set<string>(USUAL_NAMES);
  /**
   * May throw, or return an answer in the place of the tenant's. `done` does what the call asks for. Of an item,
   * an error is its answer, unless the app itself is refused.
   */
  onCall: (call: TenantCall, done: () => void) => SendAnswer | undefined = () => undefined;
  /** May throw: then none of its items has arrived. */
  onRequest: (request: TenantRequest) => void = () => undefined;

  readonly directory: DirectoryUsers = {
    find: (addresses) => this.#find(addresses),
    list: (next) => this.#list(next),
    update: (updates) => this.#updateAll(updates),
  };

  readonly profiles: ProfileWriter = {
    setSingle: (where, value) => this.#set(where, value),
    setMulti: (where, values) => this.#set(where, values),
    readNames: (upn) => this.#readNames(upn),
  };

  /** The values of all calls to a target, in order. */
  callsTo(target: TenantCall['target']): TenantCall['values'][] {
    return this.calls.filter((call) => call.target === target).map(({ values }) => values);
  }

  async #find(addresses: readonly IdentityAddress[]): Promise<readonly FindAnswer[]> {
    if (addresses.length === 0) return [];
    await this.#request({ target: 'graph', name: 'find', items: addresses.length });
    return addresses.map(({ text }) =>
      itemAnswer((): FindAnswer => {
        this.#arrive({ target: 'graph', name: 'find', who: text, values: {} });
        return text.startsWith('unknown')
          ? { kind: 'nobody' }
          : { kind: 'found', user: this.#user(text) };
      }),
    );
  }

  async #list(next = '0'): Promise<UserPage> {
    await this.#request({ target: 'graph', name: 'list', items: 1 });
    this.#arrive({ target: 'graph', name: 'list', who: next, values: {} });
    const end = Number(next) + PAGE_SIZE;
    const users = this.everybody.slice(Number(next), end);
    return this.everybody.length > end ? { users, next: String(end) } : { users };
  }

  async #updateAll(updates: readonly UserUpdate[]): Promise<readonly UpdateAnswer[]> {
    if (updates.length === 0) return [];
    await this.#request({ target: 'graph', name: 'update', items: updates.length });
    return updates.map((update) => itemAnswer(() => this.#update(update)));
  }

  #update({ objectId, values }: UserUpdate): SendAnswer {
    const call: TenantCall = { target: 'graph', name: 'update', who: objectId, values };
    const change = (): void => {
      this.entra.set(objectId, { ...this.entra.get(objectId), ...values });
    };
    return this.#answer(call, { change, names: Object.keys(values) });
  }

  async #set({ userPrincipalName, property }: ProfileProperty, value: unknown) {
    await this.#request({ target: 'peopleManager', name: 'set', items: 1 });
    const values = { [property]: value };
    const call = { target: 'peopleManager', name: 'set', who: userPrincipalName, values } as const;
    this.names.add(property);
    if (userPrincipalName.startsWith('noprofile')) {
      this.#arrive(call);
      return {
        kind: 'refused',
        code: 'IdentityNotResolvable',
        message: 'User not found.',
      } as const;
    }
    const change = (): void => {
      const known = this.sharePoint.get(userPrincipalName);
      this.sharePoint.set(userPrincipalName, { ...known, ...values });
    };
    return this.#answer(call, { change, names: [property] });
  }

  async #readNames(upn: string): Promise<ReadonlySet<string> | undefined> {
    await this.#request({ target: 'peopleManager', name: 'readNames', items: 1 });
    this.#arrive({ target: 'peopleManager', name: 'readNames', who: upn, values: {} });
    if (upn.startsWith('noprofile')) return undefined;
    return new Set([...this.names].filter((name) => !this.#isMissing(name)));
  }

  #isMissing(name: string): boolean {
    const answer = this.refused.get(name);
    return answer?.kind === 'refused' && answer.code === 'PropertyMissing';
  }

  #answer(
    call: TenantCall,
    { change, names }: { change: () => void; names: readonly string[] },
  ): SendAnswer {
    const answer = this.#arrive(call, change);
    if (answer !== undefined) return answer;
    for (const name of names) {
      const refusal = this.refused.get(name);
      if (refusal !== undefined) return refusal;
    }
    change();
    return { kind: 'sent' };
  }

  async #request(request: TenantRequest): Promise<void> {
    await Promise.resolve();
    if (request.items > MAX_ITEMS) throw new Error('A batch holds at most twenty.');
    this.requests.push(request);
    this.onRequest(request);
  }

  #arrive(call: TenantCall, done: () => void = () => undefined): SendAnswer | undefined {
    this.calls.push(call);
    return this.onCall(call, done);
  }

  #user(address: string): DirectoryUser {
    const upn = this.aliases.get(address) ?? address;
    return {
      objectId: this.objectIdOf(upn),
      userPrincipalName: upn,
      onPremisesSync: upn.startsWith('synced'),
    };
  }
}

/** In a call with many, what goes wrong with one item is its answer. */
function itemAnswer<Answer>(work: () => Answer): Answer | ItemLeftOpen {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'TenantRefused') throw error;
    return error instanceof RetryLaterError
      ? { kind: 'later', retryAt: error.retryAt }
      : { kind: 'open', error };
  }
}
