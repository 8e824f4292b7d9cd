import { TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { PROFILE_FIELDS } from '../../../shared/model/user-profile';
import type { SampleEntry, SamplePerson } from './sample-people';

/** What the tenant holds, as its `/_state` tells. */
const tenantSchema = z.object({
  users: z.array(z.looseObject({ userPrincipalName: z.string() })),
  profiles: z.record(z.string(), z.record(z.string(), z.string())),
});

type StoredRow = Readonly<Record<string, unknown>>;

/** A person as they were sent and as they stand in the three places. */
export interface Arrival {
  readonly entry: SampleEntry;
  readonly stored: StoredRow | undefined;
  readonly entra: StoredRow | undefined;
  readonly sharePoint: Readonly<Record<string, string>> | undefined;
}

const FIELDS = ['userId', ...PROFILE_FIELDS];

const ENTRA: Readonly<Record<string, string>> = {
  name: 'displayName',
  jobTitle: 'jobTitle',
  locale: 'preferredLanguage',
  department: 'department',
  location: 'officeLocation',
  phone: 'businessPhones',
};

const SHARE_POINT: Readonly<Record<string, string>> = {
  mobile: 'CellPhone',
  audienceDepartment: 'AudienceDepartment',
  audienceLocation: 'AudienceLocation',
  entityType: 'EntityType',
};

/** Reads what became of everybody, straight from the table and from the tenant. */
export async function readArrivals(
  { storage, tenantUrl }: { storage: string; tenantUrl: string },
  entries: readonly SampleEntry[],
): Promise<Arrival[]> {
  const rows = await readRows(storage);
  const response = await fetch(new URL('/_state', tenantUrl));
  const tenant = tenantSchema.parse(await response.json());
  const users = new Map(tenant.users.map((user) => [user.userPrincipalName, user]));
  return entries.map((entry) => {
    const upn = String(entry.person['upn']);
    return {
      entry,
      stored: rows.get(String(entry.person.userId)),
      entra: users.get(upn),
      sharePoint: tenant.profiles[`i:0#.f|membership|${upn}`],
    };
  });
}

async function readRows(storage: string): Promise<Map<string, StoredRow>> {
  const table = TableClient.fromConnectionString(storage, 'UserProfiles', {
    allowInsecureConnection: true,
  });
  const rows = new Map<string, StoredRow>();
  for await (const row of table.listEntities()) rows.set(String(row['userId']), row);
  return rows;
}

/** How an arrival differs from what was sent, in sentences; nothing when it is as it should be. */
export function findDifferences(arrival: Arrival): string[] {
  const { person, fate } = arrival.entry;
  const name = JSON.stringify(person.userId);
  if (fate === 'refused') return arrival.stored === undefined ? [] : [`${name} was not refused`];
  if (arrival.stored === undefined) return [`${name} is not in UserProfiles`];
  const differences = [...storeDifferences(person, arrival.stored)];
  if (fate !== 'notInTenant') differences.push(...tenantDifferences(person, arrival));
  return differences.map((difference) => `${name}: ${difference}`);
}

function storeDifferences(person: SamplePerson, row: StoredRow): string[] {
  const fields = FIELDS.filter((field) => row[field] !== person[field]);
  const extended = String(row['extended_props']) === JSON.stringify(person['extended_props']);
  return [...fields, ...(extended ? [] : ['extended_props'])].map(
    (field) => `UserProfiles.${field}`,
  );
}

function tenantDifferences(person: SamplePerson, { entra, sharePoint }: Arrival): string[] {
  const entraFields = Object.entries(ENTRA)
    .filter(([field, attribute]) => firstOf(entra?.[attribute]) !== person[field])
    .map(([, attribute]) => `Entra.${attribute}`);
  const expected = Object.entries(SHARE_POINT).map(([field, property]) => [
    property,
    person[field],
  ]);
  const properties = [...expected, ...extendedTexts(person)]
    .filter(([property, text]) => sharePoint?.[String(property)] !== text)
    .map(([property]) => `SharePoint.${String(property)}`);
  return [...entraFields, ...properties];
}

const extendedSchema = z.array(z.object({ Key: z.string(), Type: z.number(), Value: z.unknown() }));

/** Booleans read `True` and `False` in SharePoint; `LockerNumber` is a property that it does not have. */
function extendedTexts(person: SamplePerson): [string, string][] {
  return extendedSchema
    .parse(person['extended_props'])
    .filter(({ Key }) => Key !== 'LockerNumber')
    .map(({ Key, Type, Value }) => [
      Key,
      Type === 2 ? (Value === true ? 'True' : 'False') : String(Value),
    ]);
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}
