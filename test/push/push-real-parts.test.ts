import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { personKey } from '../../shared/model/person-key';
import type { UserProfile } from '../../shared/model/user-profile';
import { createBlobLanes } from '../../shared/push/blob-lanes';
import type { PushAnswer } from '../../shared/push/push-answer';
import { pushPeople } from '../../shared/push/push-people';
import type { PushPorts } from '../../shared/push/push-round';
import { createTableIdentityClaims } from '../../shared/push/table-identity-claims';
import { createTablePushRetries } from '../../shared/push/table-push-retries';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { openContainer } from '../../shared/storage/storage-container';
import type { StorageTable } from '../../shared/storage/storage-table';
import { useAzurite } from '../support/azurite';
import { outcomes } from './push-world';
import { profileOf, routingWith } from './routing-with';
import { memoryImportStore } from '../fakes/memory-import-store';
import { startTenantAdapters, type TenantAdapters } from './tenant-adapters';

const storage = useAzurite();
let adapters: TenantAdapters;
let stored: Map<string, UserProfile>;
let ports: PushPorts;

beforeAll(async () => {
  adapters = await startTenantAdapters();
});
afterAll(() => adapters.stop());

beforeEach(async () => {
  await adapters.tenant.control({ reset: true });
  stored = new Map();
  ports = newInstance(storage.emptyTable(), storage.newName());
});

/** An instance of the app: its own lanes, on the storage and the tenant that all share. */
function newInstance(table: StorageTable, lanes: string): PushPorts {
  const now = (): number => Date.now();
  return {
    store: createTablePushStore(table),
    claims: createTableIdentityClaims(table),
    retries: createTablePushRetries(table),
    imports: memoryImportStore(),
    lanes: createBlobLanes(openContainer(storage.connection(), lanes), now),
    directory: adapters.directory,
    profiles: adapters.profiles,
    readProfiles: (keys) =>
      Promise.resolve(
        new Map([...stored].filter(([row]) => keys.some((key) => key.rowKey === row))),
      ),
    now,
  };
}

function put(...profiles: readonly UserProfile[]): void {
  for (const profile of profiles) stored.set(personKey(profile.userId).rowKey, profile);
}

function push(with_: PushPorts, ...userIds: readonly string[]): Promise<PushAnswer> {
  const people = userIds.map((userId, index) => ({
    userId,
    submissionId: 's',
    index,
    attempt: 1,
    since: Date.now(),
  }));
  const deadline = Date.now() + 120_000;
  return pushPeople({ people, deadline, routing: routingWith(), mayAwaitImport: true }, with_);
}

function person(name: string, fields: UserProfile['fields'] = {}): UserProfile {
  const upn = `${name}@contoso.com`;
  return profileOf(upn, {
    fields: { upn, jobTitle: `Title of ${name}`, phone: '+49 1', mobile: '+49 2', ...fields },
    extended: [
      { Key: 'CostCenter', Type: 1, Value: name },
      { Key: 'StartDate', Type: 4, Value: '2026-03-09T00:00:00.000Z' },
      { Key: 'IsContractor', Type: 2, Value: true },
      { Key: 'SPS-Skills', Type: 1, Value: 'java|sql' },
    ],
  });
}

interface Counts {
  readonly requests: Record<'graph' | 'peopleManager', { total: number }>;
  readonly earlyCalls: Record<'graph' | 'peopleManager', number>;
  readonly undecoratedUserAgents: number;
}

async function counts(): Promise<Counts> {
  return (await adapters.tenant.state('/counts')) as Counts;
}

describe('pushing through real storage to a tenant over the wire', () => {
  it('S39: brings every person to Entra and SharePoint, and then costs nothing', async () => {
    const people = Array.from({ length: 30 }, (_, place) => person(`p${String(place)}`));
    put(...people);
    const userIds = people.map(({ userId }) => userId);
    const answer = await push(ports, ...userIds);
    expect(new Set(Object.values(outcomes(answer)))).toEqual(new Set(['pushed']));
    expect(answer.results).toHaveLength(30);
    for (const { userId } of people) {
      const name = userId.split('@')[0] ?? '';
      const state = (await adapters.tenant.state(`?user=${userId}`)) as Record<string, unknown>;
      expect(state).toMatchObject({
        user: { jobTitle: `Title of ${name}`, businessPhones: ['+49 1'] },
        profile: {
          CellPhone: '+49 2',
          CostCenter: name,
          StartDate: '3/9/2026 12:00:00 AM',
          IsContractor: 'True',
          'SPS-Skills': 'java|sql',
        },
      });
    }
    const { requests, undecoratedUserAgents } = await counts();
    // Twenty a call: a look-up each, attributes and phones apart; and five properties each, one by one.
    expect(requests.graph.total).toBe(5);
    expect(requests.peopleManager.total).toBe(150);
    expect(undecoratedUserAgents).toBe(0);
    await push(ports, ...userIds);
    expect((await counts()).requests).toMatchObject({
      graph: { total: 5 },
      peopleManager: { total: 150 },
    });
  });

  it('S7, S40: one bad property or person leaves the others alone', async () => {
    put(
      { ...person('one'), extended: [{ Key: 'NoSuchProperty', Type: 1, Value: 'x' }] },
      person('noprofile'),
      person('unknown'),
      person('admin'),
      person('two'),
    );
    const answer = await push(ports, ...[...stored.values()].map(({ userId }) => userId));
    expect(outcomes(answer)).toEqual({
      'one@contoso.com': 'failed',
      'noprofile@contoso.com': 'waiting',
      'unknown@contoso.com': 'waiting',
      'admin@contoso.com': 'failed',
      'two@contoso.com': 'pushed',
    });
    const errors = answer.results.flatMap(({ person: { userId }, errors: all }) =>
      all.map(({ code, target, property }) => [userId, target, property, code]),
    );
    expect(errors).toEqual([
      ['one@contoso.com', 'peopleManager', 'NoSuchProperty', 'PropertyMissing'],
      ['noprofile@contoso.com', 'peopleManager', undefined, 'IdentityNotResolvable'],
      ['unknown@contoso.com', 'graph', undefined, 'IdentityNotResolvable'],
      ['admin@contoso.com', 'graph', 'businessPhones', 'TenantRefused'],
    ]);
  });

  it('two people with one account are both left alone', async () => {
    await adapters.tenant.control({
      users: [{ userPrincipalName: 'jane@contoso.com', aliases: ['j.doe@contoso.com'] }],
    });
    put(person('jane'), person('j.doe'));
    const answer = await push(ports, 'jane@contoso.com', 'j.doe@contoso.com');
    expect(answer.results.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual([
      'IdentityShared',
      'IdentityShared',
    ]);
    expect((await counts()).requests.peopleManager.total).toBe(0);
  });

  it('D5: no instance calls before Retry-After ends, and nothing is lost', async () => {
    const [table, lanes] = [storage.emptyTable(), storage.newName()];
    const instances = [newInstance(table, lanes), newInstance(table, lanes)];
    put(person('one'), person('two'), person('three'));
    const userIds = [...stored.values()].map(({ userId }) => userId);
    await adapters.tenant.control({
      throttle: { target: 'peopleManager', count: 2, retryAfter: '1' },
    });
    let answer = await push(instances[0] ?? ports, ...userIds);
    const atOnce = await push(instances[1] ?? ports, ...userIds);
    expect([...answer.results, ...atOnce.results]).toEqual([]);
    for (let turn = 1; answer.results.length < userIds.length; turn += 1) {
      await sleep(Math.max(0, (answer.waitUntil ?? 0) - Date.now()));
      answer = await push(instances[turn % 2] ?? ports, ...userIds);
    }
    expect(new Set(Object.values(outcomes(answer)))).toEqual(new Set(['pushed']));
    expect((await counts()).earlyCalls).toMatchObject({ graph: 0, peopleManager: 0 });
  });

  it('sends again what an answer that was cut leaves open', async () => {
    put(person('one'));
    await adapters.tenant.control({
      fault: { target: 'peopleManager', kind: 'reset-after', matching: 'CellPhone' },
    });
    expect((await push(ports, 'one@contoso.com')).failure).toMatchObject({
      code: 'TenantUnavailable',
    });
    put(person('one', { mobile: '' }));
    expect(outcomes(await push(ports, 'one@contoso.com'))).toEqual({ 'one@contoso.com': 'pushed' });
    const state = (await adapters.tenant.state('?user=one@contoso.com')) as {
      profile: Record<string, string>;
    };
    expect(state.profile['CellPhone'] ?? '').toBe('');
  });
});
