import { importIdTypes, jobInfo, type ImportIdType, type ImportOrder } from './import-job';
import type { PropertyCatalogue } from './property-catalogue';
import type { World } from './world';

/** An import as it is asked for, whatever the wire format. */
export interface AskedImport {
  idType: number;
  idProperty: string;
  propertyMap: ReadonlyMap<string, string>;
  sourceUri: string;
}

/** A refusal of the service; CSOM tells it with 200, REST with 500. */
export interface OfficeTenantRefusal {
  code: number;
  type: string;
  message: string;
}

export type OfficeTenantAnswer<Value> = { value: Value } | { refusal: OfficeTenantRefusal };

const noJobId = '00000000-0000-0000-0000-000000000000';

/** Queues an import and answers its job's id, or the empty id when that was asked for. */
export function queueImport(world: World, asked: AskedImport): OfficeTenantAnswer<string> {
  const { idType } = asked;
  const knobs = world.knobs.imports;
  if (knobs.listViewThreshold) return { refusal: listViewThreshold };
  if (!isIdType(idType)) return { refusal: badArgument('idType') };
  if (asked.idProperty === '') return { refusal: badArgument('sourceDataIdProperty') };
  if (asked.propertyMap.size === 0) return { refusal: badArgument('propertyMap') };
  const message = unfitProperties(asked, world.catalogue);
  if (message !== undefined) return { refusal: { ...invalidOperation, message } };
  const { id } = world.imports.queue({ ...asked, idType });
  if (knobs.emptyJobId === 0) return { value: id };
  knobs.emptyJobId -= 1;
  return { value: noJobId };
}

/** Null: no job has that id. */
export function findImport(
  world: World,
  jobId: string,
): OfficeTenantAnswer<ReturnType<typeof jobInfo> | null> {
  if (world.knobs.imports.listViewThreshold) return { refusal: listViewThreshold };
  const job = world.imports.find(jobId);
  return { value: job === undefined ? null : jobInfo(job) };
}

export function listImports(world: World): OfficeTenantAnswer<ReturnType<typeof jobInfo>[]> {
  if (world.knobs.imports.listViewThreshold) return { refusal: listViewThreshold };
  return { value: world.imports.all().map(jobInfo) };
}

/** Names the properties that no import may hold, in the words of the service; undefined: all may be. */
function unfitProperties(
  { propertyMap }: Pick<ImportOrder, 'propertyMap'>,
  catalogue: PropertyCatalogue,
): string | undefined {
  const mapped = [...propertyMap.values()].map((name) => catalogue.find(name));
  const known = mapped.filter((property) => property !== undefined);
  const editable = known.filter(({ userEditable }) => userEditable);
  if (editable.length > 0) return `Property Names [${names(editable)}] are editable by user.`;
  // The service says so of lists as well, which it imports as little.
  const terms = known.filter(({ taxonomy, multi }) => taxonomy || multi);
  return terms.length > 0
    ? `Property Names [${names(terms)}]  are Taxonomic Properties`
    : undefined;
}

function names(properties: readonly { name: string }[]): string {
  return properties.map(({ name }) => name).join(',');
}

function isIdType(idType: number): idType is ImportIdType {
  return (Object.values(importIdTypes) as number[]).includes(idType);
}

const invalidOperation = { code: -1, type: 'System.InvalidOperationException' };

const listViewThreshold: OfficeTenantRefusal = {
  code: -2147024860,
  type: 'Microsoft.SharePoint.SPQueryThrottledException',
  message: 'The attempted operation is prohibited because it exceeds the list view threshold.',
};

function badArgument(name: string): OfficeTenantRefusal {
  return {
    code: -2147024809,
    type: 'System.ArgumentException',
    message: `Value does not fall within the expected range.\r\nParameter name: ${name}`,
  };
}
