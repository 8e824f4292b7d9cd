import { personKey } from '../../shared/model/person-key';
import type { UserProfile } from '../../shared/model/user-profile';
import type { PersonToPush } from '../../shared/push/person-to-push';
import type { PushAnswer } from '../../shared/push/push-answer';
import { pushPeople } from '../../shared/push/push-people';
import type { PushPorts } from '../../shared/push/push-round';
import { memoryImportStore } from '../fakes/memory-import-store';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryLanes } from '../fakes/memory-lanes';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';
import { MemoryTenant } from '../fakes/memory-tenant';
import { routingWith } from './routing-with';

export const START = Date.parse('2026-01-05T08:00:00Z');

/** A push with everything around it in memory: store, tenant, lanes and a clock that stands still. */
export class PushWorld {
  now = START;
  routing = routingWith();
  mayAwaitImport = true;
  readonly stored = new Map<string, UserProfile>();
  readonly tenant = new MemoryTenant();
  readonly store = memoryPushStore();
  readonly claims = memoryIdentityClaims();
  readonly retries = memoryPushRetries();
  readonly lanes = memoryLanes(() => this.now);
  readonly imports = memoryImportStore();
  submissions = 0;

  readonly ports: PushPorts = {
    store: this.store,
    claims: this.claims,
    retries: this.retries,
    lanes: this.lanes,
    imports: this.imports,
    directory: this.tenant.directory,
    profiles: this.tenant.profiles,
    readProfiles: (keys) =>
      Promise.resolve(
        new Map(
          keys.flatMap(({ rowKey }) => {
            const profile = this.stored.get(rowKey);
            return profile === undefined ? [] : [[rowKey, profile] as const];
          }),
        ),
      ),
    now: () => this.now,
  };

  put(...profiles: readonly UserProfile[]): void {
    for (const profile of profiles) this.stored.set(personKey(profile.userId).rowKey, profile);
  }

  /** Pushes these people as a submission of their own. */
  push(...userIds: readonly string[]): Promise<PushAnswer> {
    this.submissions += 1;
    return this.pushFor(`submission-${String(this.submissions)}`, userIds);
  }

  pushFor(submissionId: string, userIds: readonly string[]): Promise<PushAnswer> {
    const since = this.now;
    return this.ask(
      userIds.map((userId, index) => ({ userId, submissionId, index, attempt: 1, since })),
    );
  }

  ask(people: readonly PersonToPush[]): Promise<PushAnswer> {
    const { routing, mayAwaitImport } = this;
    const deadline = this.now + 60_000;
    return pushPeople({ people, deadline, routing, mayAwaitImport }, this.ports);
  }

  /** Tries again whoever is due. */
  async retry(): Promise<PushAnswer> {
    const due = await this.retries.due(this.now, 100);
    const answer = await this.ask(due);
    await this.retries.remove(due);
    return answer;
  }

  /** What stands in Entra of a person with this user principal name. */
  entra(upn: string): Readonly<Record<string, unknown>> {
    return this.tenant.entra.get(`id-${upn}`) ?? {};
  }

  sharePoint(upn: string): Readonly<Record<string, unknown>> {
    return this.tenant.sharePoint.get(upn) ?? {};
  }
}

/** The outcomes of an answer, by userId. */
export function outcomes({ results }: PushAnswer): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ person, outcome }) => [person.userId, outcome]));
}
