import { eventually } from './eventually';

/** What the simulated tenant was asked, by target. */
export interface TenantCounts {
  readonly requests: Readonly<
    Record<
      string,
      {
        readonly total: number;
        readonly kinds: Readonly<Record<string, number>>;
        readonly statuses: Readonly<Record<string, number>>;
      }
    >
  >;
  /** Calls before the end of a `Retry-After`, by target. */
  readonly earlyCalls: Readonly<Record<string, number>>;
  readonly undecoratedUserAgents: number;
  /** `now`: ISO 8601. */
  readonly clock: { readonly now: string };
}

/** One person as the tenant holds them. */
export interface TenantPerson {
  readonly user: Readonly<Record<string, unknown>>;
  readonly profile: Readonly<Record<string, string>> | null;
}

type Facts = Readonly<Record<string, unknown>>;

/** Turns the tenant's knobs (`/_control`), or takes what it answers. */
export async function control(tenantUrl: string, knobs: Facts): Promise<Facts> {
  const response = await fetch(new URL('/_control', tenantUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(knobs),
  });
  const answer = (await response.json()) as Facts;
  if (response.status !== 200) throw new Error(`/_control: ${JSON.stringify(answer)}`);
  return answer;
}

/** Moves the time of tenant and app on, for example by `+61s` or `+24h`. */
export async function moveClock(tenantUrl: string, step: string): Promise<void> {
  await control(tenantUrl, { clock: step });
}

export async function readCounts(tenantUrl: string): Promise<TenantCounts> {
  return (await readState(tenantUrl, '/_state/counts')) as TenantCounts;
}

/** Calls that came before a `Retry-After` had ended, to any target. */
export async function countEarlyCalls(tenantUrl: string): Promise<number> {
  const { earlyCalls } = await readCounts(tenantUrl);
  return Object.values(earlyCalls).reduce((sum, count) => sum + count, 0);
}

/** One of the last requests that the tenant has had. */
export interface TenantRequest {
  /** ISO 8601, on the tenant's clock. */
  readonly at: string;
  readonly target: string;
  readonly kind: string;
  /** An item of a batch. */
  readonly inBatch?: true;
}

/** The last requests, one by one, some thousands of them. */
export async function readRequests(tenantUrl: string): Promise<readonly TenantRequest[]> {
  const { requests } = (await readState(tenantUrl, '/_state/requests')) as {
    readonly requests: readonly TenantRequest[];
  };
  return requests;
}

/** Waits until the tenant has refused as often as it was told to. */
export async function refusalsUsedUp(tenantUrl: string): Promise<void> {
  await eventually(
    () => control(tenantUrl, {}),
    ({ throttle, fault }) => [throttle, fault].every((left) => (left as unknown[]).length === 0),
  );
}

/** Calls to Graph and SharePoint so far; tokens do not count. */
export async function countCalls(tenantUrl: string): Promise<number> {
  const { requests } = await readCounts(tenantUrl);
  return (requests['graph']?.total ?? 0) + (requests['peopleManager']?.total ?? 0);
}

/** The person of that principal name; undefined while the tenant has not been asked for them. */
export async function readPerson(
  tenantUrl: string,
  userPrincipalName: string,
): Promise<TenantPerson | undefined> {
  const query = new URLSearchParams({ user: userPrincipalName });
  return (await readState(tenantUrl, `/_state?${query.toString()}`)) as TenantPerson | undefined;
}

/** Everything that the tenant holds: users of Entra, and profiles by account name. */
export async function readEverybody(tenantUrl: string): Promise<{
  readonly users: readonly Facts[];
  readonly profiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}> {
  return (await readState(tenantUrl, '/_state')) as Awaited<ReturnType<typeof readEverybody>>;
}

async function readState(tenantUrl: string, path: string): Promise<unknown> {
  const response = await fetch(new URL(path, tenantUrl));
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
