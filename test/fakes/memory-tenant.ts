import type { DirectoryUser, DirectoryUsers, EntraValues } from '../../shared/push/directory-users';
import type { ProfileWriter } from '../../shared/push/profile-writer';
import type { SendAnswer } from '../../shared/push/send-answer';

/** One call, as it reached the tenant. */
export interface TenantCall {
  readonly target: 'graph' | 'peopleManager';
  readonly name: 'find' | 'update' | 'set';
  /** Address, object id or user principal name. */
  readonly who: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Entra and SharePoint in memory. Everybody whose address does not begin with `unknown` is there; `noprofile…` has no
 * SharePoint profile, `synced…` comes from on-premises. `aliases` gives other addresses to the same user.
 */
export class MemoryTenant {
  readonly calls: TenantCall[] = [];
  readonly aliases = new Map<string, string>();
  readonly entra = new Map<string, Record<string, unknown>>();
  /** By user principal name. */
  readonly sharePoint = new Map<string, Record<string, unknown>>();
  /** Names of properties or attributes whose calls are refused. */
  readonly refused = new Map<string, SendAnswer>();
  /** May throw, or return an answer in the place of the tenant's. `done` does what the call asks for. */
  onCall: (call: TenantCall, done: () => void) => SendAnswer | undefined = () => undefined;

  readonly directory: DirectoryUsers = {
    findByPrincipalName: (address) => this.#find(address),
    findByMail: (address) => this.#find(address),
    update: (objectId, values) => this.#update(objectId, values),
  };

  readonly profiles: ProfileWriter = {
    setSingle: (where, value) => this.#set(where.userPrincipalName, where.property, value),
    setMulti: (where, values) => this.#set(where.userPrincipalName, where.property, values),
  };

  /** The values of all calls to a target, in order. */
  callsTo(target: TenantCall['target']): TenantCall['values'][] {
    return this.calls.filter((call) => call.target === target).map(({ values }) => values);
  }

  async #find(address: string): Promise<DirectoryUser | undefined> {
    await Promise.resolve();
    this.#arrive({ target: 'graph', name: 'find', who: address, values: {} }, () => undefined);
    if (address.startsWith('unknown')) return undefined;
    return this.#user(address);
  }

  async #update(objectId: string, values: EntraValues): Promise<SendAnswer> {
    await Promise.resolve();
    const call: TenantCall = { target: 'graph', name: 'update', who: objectId, values };
    const change = (): void => {
      this.entra.set(objectId, { ...this.entra.get(objectId), ...values });
    };
    return this.#answer(call, { change, names: Object.keys(values) });
  }

  async #set(upn: string, property: string, value: unknown): Promise<SendAnswer> {
    await Promise.resolve();
    const call: TenantCall = {
      target: 'peopleManager',
      name: 'set',
      who: upn,
      values: { [property]: value },
    };
    const change = (): void => {
      this.sharePoint.set(upn, { ...this.sharePoint.get(upn), [property]: value });
    };
    if (upn.startsWith('noprofile')) {
      this.#arrive(call, () => undefined);
      return { kind: 'refused', code: 'IdentityNotResolvable', message: 'User not found.' };
    }
    return this.#answer(call, { change, names: [property] });
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

  #arrive(call: TenantCall, done: () => void): SendAnswer | undefined {
    this.calls.push(call);
    return this.onCall(call, done);
  }

  #user(address: string): DirectoryUser {
    const upn = this.aliases.get(address) ?? address;
    return {
      objectId: `id-${upn}`,
      userPrincipalName: upn,
      onPremisesSync: upn.startsWith('synced'),
    };
  }
}
