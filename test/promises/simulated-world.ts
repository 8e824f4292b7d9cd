import { createHash } from 'node:crypto';
import type { ActivePeople } from '../../shared/apply/active-people';
import type { ProfileStore } from '../../shared/apply/profile-store';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import type { Configuration } from '../../shared/configuration/configuration';
import type { PropertyCatalogue } from '../../shared/model/profile-property';
import type { OpenSubmission } from '../../shared/model/submission';
import type { ImportStore } from '../../shared/push/import-store';
import type { OwedResync } from '../../shared/push/owed-resync';
import type { PushPorts } from '../../shared/push/push-round';
import type { ErrorDetails } from '../../shared/record/error-details';
import type { SubmissionFiles } from '../../shared/record/submission-files';
import type { SubmissionHistory } from '../../shared/record/submission-history';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { createMemoryActivePeople } from '../fakes/memory-active-people';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { memoryImportStore } from '../fakes/memory-import-store';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryLanes } from '../fakes/memory-lanes';
import { memoryOwedResync } from '../fakes/memory-owed-resync';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionFiles } from '../fakes/memory-submission-files';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';
import { MemoryTenant, type TenantCall } from '../fakes/memory-tenant';
import { createTinyChunkStore, type TinyChunkStore } from '../fakes/tiny-chunk-store';
import type { Random } from './random';
import { addressOf } from './planned-delivery';
import { SimulatedImports } from './simulated-imports';
import { SimulatedQueue } from './simulated-queue';
import { ValueHistory } from './value-history';

/** People whom the store treats badly, whatever is to be written of them. */
export const REFUSED_PERSON = 'refused';
export const BROKEN_PERSON = 'broken';

/** Everything stored that the flows know through ports. */
export interface StorePorts {
  readonly ledger: SubmissionLedger;
  readonly history: SubmissionHistory;
  readonly errors: ErrorDetails;
  readonly files: SubmissionFiles;
  readonly chunks: TinyChunkStore;
  readonly catalogue: PropertyCatalogue;
  readonly profiles: ProfileStore;
  readonly people: ActivePeople;
  readonly owed: OwedResync;
  readonly configuration: Configuration;
  readonly changes: SimulatedQueue;
  readonly pushes: SimulatedQueue;
  readonly imports: SimulatedQueue;
  readonly buriedChanges: SimulatedQueue;
  readonly buriedPushes: SimulatedQueue;
  readonly buriedImports: SimulatedQueue;
  readonly importStore: ImportStore;
}

/** What a push knows of the world besides the profiles. */
export type TenantPorts = Omit<PushPorts, 'readProfiles' | 'now'>;

/** Settings of an administrator. */
export interface WorldSettings {
  readonly pushes: boolean;
  /** From how many people of a part on custom properties go by bulk import. */
  readonly importFrom: number;
}

/** An acceptance, noted in the very moment of the transaction. */
export interface Accepted {
  readonly request: number;
  readonly submission: OpenSubmission;
}

/** Storage, queues, tenant and clock of a simulation, and what it has seen of them. */
export class SimulatedWorld {
  now = Date.parse('2026-01-05T08:00:00Z');
  /** In the order of the transactions. */
  readonly accepted: Accepted[] = [];
  /** Whether `SharePointUPSync` is on. */
  pushes: boolean;
  /** Rows of `UserProfiles` written so far. */
  profileWrites = 0;
  readonly settings = createMemorySettingsRows();
  readonly rows = createMemoryProfileStore({
    accepts: ({ key }) => key.rowKey !== REFUSED_PERSON,
  });
  readonly tenant = new MemoryTenant();
  readonly pushRows = memoryPushStore();
  readonly imports: SimulatedImports;
  readonly history = new ValueHistory();
  readonly ports: StorePorts;
  readonly tenantPorts: TenantPorts;

  constructor(random: Random, { pushes, importFrom }: WorldSettings) {
    this.pushes = pushes;
    this.settings.edit('Push', JSON.stringify({ bulkImportFrom: importFrom, bulkImportHours: 2 }));
    const now = (): number => this.now;
    const buriedChanges = new SimulatedQueue(random);
    const buriedPushes = new SimulatedQueue(random);
    const buriedImports = new SimulatedQueue(random);
    const importStore = memoryImportStore();
    this.imports = new SimulatedImports(random, now);
    this.#watchTenant();
    this.switch(true);
    this.ports = {
      ledger: createMemorySubmissionLedger({ now }),
      history: createMemorySubmissionHistory(),
      errors: createMemoryErrorDetails(),
      files: createMemorySubmissionFiles(),
      chunks: createTinyChunkStore({ partSize: 2 }),
      catalogue: createMemoryPropertyCatalogue(),
      profiles: this.#countedProfiles(),
      people: createMemoryActivePeople(this.rows),
      owed: memoryOwedResync(),
      configuration: createCachedConfiguration({ rows: this.settings, now }),
      changes: new SimulatedQueue(random, buriedChanges),
      pushes: new SimulatedQueue(random, buriedPushes),
      imports: new SimulatedQueue(random, buriedImports),
      ...{ buriedChanges, buriedPushes, buriedImports, importStore },
    };
    this.tenantPorts = {
      store: this.pushRows,
      claims: memoryIdentityClaims(),
      retries: memoryPushRetries(),
      lanes: memoryLanes(now),
      imports: importStore,
      directory: this.tenant.directory,
      profiles: this.tenant.profiles,
    };
  }

  get queues(): readonly SimulatedQueue[] {
    const { changes, pushes, imports, buriedChanges, buriedPushes, buriedImports } = this.ports;
    return [changes, pushes, imports, buriedChanges, buriedPushes, buriedImports];
  }

  /** Everything that costs: rows of profiles and pushes written, calls to the tenant. */
  get effort(): number {
    return (
      this.profileWrites + this.pushRows.writes + this.tenant.calls.length + this.imports.calls
    );
  }

  /** The administrator switches synchronisation on or off. */
  switch(isOn: boolean): void {
    const value = { TogoUPEnabled: isOn, SharePointUPSync: this.pushes };
    this.settings.edit('SyncConfiguration', JSON.stringify(value));
  }

  /** The ledger as the worker of one request sees it: what it accepts is noted. */
  ledgerOf(request: number, ledger: SubmissionLedger): SubmissionLedger {
    return {
      ...ledger,
      accept: async (submission, key) => {
        const acceptance = await ledger.accept(submission, key);
        if (acceptance.kind === 'accepted') this.#note(request, acceptance.submission);
        return acceptance;
      },
    };
  }

  #note(request: number, submission: OpenSubmission): void {
    if (this.accepted.some((one) => one.submission.id === submission.id)) return;
    this.accepted.push({ request, submission });
  }

  /** Every value that reaches a profile is held against what the store has held. */
  #watchTenant(): void {
    const { tenant, history, imports } = this;
    tenant.objectIdOf = guidOf;
    tenant.onCall = ({ name, who, values }: TenantCall) => {
      if (name === 'set') history.arrived(who, values);
      if (name === 'update') history.arrived(this.#addressOf(who), values);
      return undefined;
    };
    imports.onImport = (objectId, values) => {
      const upn = this.#addressOf(objectId);
      history.arrived(upn, values);
      tenant.sharePoint.set(upn, { ...tenant.sharePoint.get(upn), ...values });
    };
  }

  #addressOf(objectId: string): string {
    const addresses = [...this.rows.rows.values()].map(({ profile }) => addressOf(profile.userId));
    return addresses.find((upn) => guidOf(upn) === objectId) ?? objectId;
  }

  #countedProfiles(): ProfileStore {
    return {
      read: (keys) => this.rows.read(keys),
      write: async (writes) => {
        if (writes.some(({ key }) => key.rowKey === BROKEN_PERSON)) {
          throw new Error('The service fails on this row, whoever writes it.');
        }
        const result = await this.rows.write(writes);
        if (result.kind !== 'written') return result;
        this.profileWrites += writes.length;
        for (const { profile } of writes) this.history.stored(profile);
        return result;
      },
    };
  }
}

/** Object ids are GUIDs, by which the log of an import names people. */
export function guidOf(upn: string): string {
  const digits = createHash('sha256').update(upn).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
