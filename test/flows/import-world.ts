import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createApplyPart } from '../../shared/flows/apply-part';
import { createFollowImports } from '../../shared/flows/follow-imports';
import { createPushPart } from '../../shared/flows/push-part';
import { createSweepSubmissions } from '../../shared/flows/sweep-submissions';
import type { ConfigurationName } from '../../shared/model/configuration-values';
import { personKey, type PersonKey } from '../../shared/model/person-key';
import { SyncError } from '../../shared/model/sync-error';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import { newSubmission } from '../contract/sample-submission';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryImportStore } from '../fakes/memory-import-store';
import { MemoryImports } from '../fakes/memory-imports';
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
import { MemoryTenant } from '../fakes/memory-tenant';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';
import { createTinyChunkStore } from '../fakes/tiny-chunk-store';

const START = Date.UTC(2026, 4, 17, 12);
const MINUTE_MS = 60_000;

/** How the host waits before it delivers a message again: after a failure, and after a crash. */
const FAILED_MS = 90_000;
const LEASE_MS = 600_000;

/** Enough for three parts. */
export const PEOPLE = ['anna', 'bert', 'cleo', 'dora', 'emil', 'fred'].map(
  (name) => `${name}@contoso.com`,
);

/** A delivery that puts everybody in the same department. */
export function everybody(audienceDepartment: string, extended: Said = {}): Record<string, Said> {
  return Object.fromEntries(PEOPLE.map((upn) => [upn, { audienceDepartment, ...extended }]));
}

/** How often PeopleManager was asked to write. */
export function setCalls({ tenant }: ImportWorld): number {
  return tenant.calls.filter(({ name }) => name === 'set').length;
}

/** What a delivery says of a person: the custom properties that a bulk import can carry. */
export type Said = Readonly<Record<string, string>>;

/** The flows of one instance, over the ports that it was given. */
export interface ImportInstance {
  readonly pushPart: ReturnType<typeof createPushPart>;
  readonly follow: ReturnType<typeof createFollowImports>;
  readonly sweep: ReturnType<typeof createSweepSubmissions>;
}

/** Deliveries, pushes and bulk imports with everything around them in memory, and a clock that a test moves. */
export class ImportWorld {
  now = START;
  readonly settings = createMemorySettingsRows();
  readonly tenant = new MemoryTenant();
  readonly sharePoint = new MemoryImports(() => this.now);
  readonly catalogue = createMemoryPropertyCatalogue();
  readonly errors = createMemoryErrorDetails();
  readonly history = createMemorySubmissionHistory();
  readonly ports = this.#createPorts();
  /** Every value that reached SharePoint, in the order of arrival. */
  readonly arrivals: string[] = [];
  /** What messages and timers failed with. */
  readonly failures: unknown[] = [];

  constructor() {
    this.switch(true);
    this.set('Push', { bulkImportFrom: 2, graphWrites: false });
    this.sharePoint.onImport = (objectId, values) => {
      const upn = objectId.slice('id-'.length);
      this.arrivals.push(
        ...Object.entries(values).map(([name, value]) => `${upn} ${name}=${value}`),
      );
      this.tenant.sharePoint.set(upn, { ...this.tenant.sharePoint.get(upn), ...values });
    };
    this.sharePoint.site.onCall = () => this.sharePoint.tick();
    this.tenant.onCall = () => {
      this.sharePoint.tick();
      return undefined;
    };
  }

  set(name: ConfigurationName, value: object): void {
    this.settings.edit(name, JSON.stringify(value));
  }

  switch(isOn: boolean): void {
    this.set('SyncConfiguration', { TogoUPEnabled: true, SharePointUPSync: isOn });
  }

  /** An instance of the app; `ports` may fail where those of the world do not. */
  instance(ports = this.ports): ImportInstance {
    return {
      pushPart: createPushPart(ports),
      follow: createFollowImports(ports),
      sweep: createSweepSubmissions(ports),
    };
  }

  /** Accepts a delivery and applies it; its parts are ready to be pushed. Gives its id. */
  async deliver(people: Readonly<Record<string, Said>>): Promise<string> {
    const submission = newSubmission({ receivedAt: this.now });
    const { chunks, ledger, changes } = this.ports;
    const writer = chunks.create(submission.id);
    for (const [index, [userId, said]] of Object.entries(people).entries()) {
      const { audienceDepartment, ...extended } = said;
      const fields = {
        upn: userId,
        ...(audienceDepartment === undefined ? {} : { audienceDepartment }),
      };
      const properties = Object.entries(extended).map(([Key, Value]) => ({
        Key,
        Type: 1 as const,
        Value,
      }));
      await writer.add({ index, userId, fields, extended: properties }, personKey(userId));
    }
    const accepted = Object.keys(people).length;
    const counts = { received: accepted, accepted, rejected: 0 };
    await ledger.announce(submission.id, this.now);
    const stored = await writer.finish();
    await ledger.accept({ ...submission, ...stored, ...counts });
    const applyPart = createApplyPart(this.ports);
    for (const part of stored.parts.keys()) await applyPart({ submissionId: submission.id, part });
    while (changes.take(Infinity) !== undefined);
    return submission.id;
  }

  /**
   * Delivers the next message that is visible by `until`, moving the clock to its time; false: there is none. Where the
   * work fails, the message comes again; of a process that died, when its lease has ended.
   */
  async step(instance: ImportInstance, until = this.now): Promise<boolean> {
    const { pushes, imports } = this.ports;
    const waiting = [...pushes.waiting, ...imports.waiting];
    const next = Math.min(...waiting.map(({ visibleAt }) => visibleAt));
    if (next > until) return false;
    this.now = Math.max(this.now, next);
    const push = pushes.take(this.now);
    const message = push ?? imports.take(this.now);
    if (message === undefined) return false;
    try {
      if ('submissionId' in message) await instance.pushPart(message);
      else await instance.follow('message');
    } catch (error) {
      this.failures.push(error);
      const wait = error instanceof SyncError ? FAILED_MS : LEASE_MS;
      const queue = push === undefined ? imports : pushes;
      await queue.send(message, { visibleAt: this.now + wait });
    }
    return true;
  }

  /** Lets time pass, messages and the sweep of each minute with it, until nothing is left to do. */
  async settle(instance: ImportInstance | (() => ImportInstance), hours = 48): Promise<void> {
    const current = typeof instance === 'function' ? instance : () => instance;
    const end = this.now + hours * 60 * MINUTE_MS;
    while (this.now < end) {
      const minute = this.now + MINUTE_MS;
      while (await this.step(current(), minute));
      this.now = minute;
      for (const timer of [() => current().sweep(), () => current().follow('timer')]) {
        await timer().catch((error: unknown) => this.failures.push(error));
      }
      if (await this.isQuiet()) return;
    }
  }

  async isQuiet(): Promise<boolean> {
    const { ledger, importStore } = this.ports;
    const open = await ledger.readOpen({ withPeople: false });
    return open.length === 0 && (await importStore.read()) === undefined;
  }

  stateOf(submissionId: string): Promise<string | undefined> {
    return this.history.find(submissionId).then((found) => found?.state);
  }

  /** The lines of `TogoUPErrorDetail` of a submission, but for the one that says that it is complete. */
  async linesOf(submissionId: string): Promise<readonly string[]> {
    const { items } = await this.errors.list({ submissionId });
    return items
      .filter(({ status }) => status !== 'Completed')
      .map(({ status, code, target = '', userId = '', property = '' }) =>
        [status, code, target, userId, property].join(' ').trim(),
      );
  }

  #createPorts() {
    const now = (): number => this.now;
    const ledger = createMemorySubmissionLedger({ now });
    const profiles = createMemoryProfileStore();
    const importStore = memoryImportStore();
    const retries = memoryPushRetries();
    const { errors, history } = this;
    return {
      ...{ now, ledger, profiles, importStore, retries, errors, history },
      catalogue: this.catalogue,
      configuration: createCachedConfiguration({ rows: this.settings, now }),
      files: createMemorySubmissionFiles(),
      chunks: createTinyChunkStore({ partSize: 2 }),
      progress: createSubmissionProgress({ ledger, history, errors, now }),
      changes: createMemoryWorkQueue(),
      pushes: createMemoryWorkQueue(),
      imports: createMemoryWorkQueue(),
      buriedChanges: createMemoryWorkQueue(),
      buriedPushes: createMemoryWorkQueue(),
      profileImports: this.sharePoint.imports,
      openSiteFiles: this.sharePoint.site.open,
      resyncOwed: () => Promise.resolve(),
      patience: 0,
      owed: memoryOwedResync(),
      tenant: {
        ...{ now, retries },
        store: memoryPushStore(),
        claims: memoryIdentityClaims(),
        lanes: memoryLanes(now),
        imports: importStore,
        directory: this.tenant.directory,
        profiles: this.tenant.profiles,
        readProfiles: async (keys: readonly PersonKey[]) =>
          new Map([...(await profiles.read(keys))].map(([key, { profile }]) => [key, profile])),
      },
    };
  }
}
