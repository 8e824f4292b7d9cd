import { z } from 'zod';
import { readJson, type Answer, type Call } from './exchange';
import { findImport, listImports, queueImport, type OfficeTenantAnswer } from './office-tenant';
import { oDataAnswer, oDataError, oDataNull, type SharePointError } from './sharepoint-answers';
import { invalidQuery, resourceNotFound } from './sharepoint-refusals';
import type { World } from './world';

const restRoot = '/_api/microsoft.online.sharepoint.tenantmanagement.office365tenant/';

/** The method that an address names, as written; undefined when it is no address of Office365Tenant. */
export function restMethod(path: string): string | undefined {
  return path.toLowerCase().startsWith(restRoot) ? path.slice(restRoot.length) : undefined;
}

/** The REST form of the bulk import; every method is a POST with JSON. */
export function runRest(world: World, call: Call, method: string): Answer {
  if (call.method !== 'POST') return oDataError(call, invalidQuery);
  const answer = methods.get(method.toLowerCase());
  return answer === undefined ? oDataError(call, resourceNotFound) : answer(world, call);
}

const keyValueSchema = z.object({
  Key: z.string(),
  Value: z.string(),
  ValueType: z.literal('Edm.String').optional(),
});

const orderSchema = z.object({
  idType: z.number(),
  sourceDataIdProperty: z.string(),
  propertyMap: z.array(keyValueSchema),
  sourceUri: z.string(),
});

const jobSchema = z.object({ jobId: z.guid() });

type Method = (world: World, call: Call) => Answer;

const methods: ReadonlyMap<string, Method> = new Map([
  ['queueimportprofileproperties', queue],
  ['getimportprofilepropertyjob', find],
  ['getimportprofilepropertyjobs', list],
  ['deleteimportprofilepropertiesjob', remove],
]);

function queue(world: World, call: Call): Answer {
  const order = orderSchema.safeParse(jsonOf(call));
  if (!order.success) return oDataError(call, isMapObject(call) ? unexpectedObject : invalidQuery);
  const { idType, sourceDataIdProperty: idProperty, propertyMap, sourceUri } = order.data;
  const map = new Map(propertyMap.map(({ Key, Value }) => [Key, Value]));
  const asked = { idType, idProperty, propertyMap: map, sourceUri };
  return valueAnswer(call, 'QueueImportProfileProperties', queueImport(world, asked));
}

function find(world: World, call: Call): Answer {
  const asked = jobSchema.safeParse(jsonOf(call));
  if (!asked.success) return oDataError(call, invalidQuery);
  const operation = 'GetImportProfilePropertyJob';
  const answer = findImport(world, asked.data.jobId);
  if ('refusal' in answer) return refused(call, answer.refusal);
  return answer.value === null
    ? oDataNull(call, operation)
    : oDataAnswer(call, operation, answer.value);
}

function list(world: World, call: Call): Answer {
  return valueAnswer(call, 'GetImportProfilePropertyJobs', listImports(world));
}

function remove(world: World, call: Call): Answer {
  const asked = jobSchema.safeParse(jsonOf(call));
  if (!asked.success) return oDataError(call, invalidQuery);
  const value = world.imports.remove(asked.data.jobId);
  return valueAnswer(call, 'DeleteImportProfilePropertiesJob', { value });
}

function jsonOf(call: Call): unknown {
  const isJson = call.headers['content-type']?.toLowerCase().includes('json') === true;
  return isJson ? readJson(call.body) : undefined;
}

function isMapObject(call: Call): boolean {
  const body = z.object({ propertyMap: z.record(z.string(), z.unknown()) });
  return body.safeParse(jsonOf(call)).success;
}

function valueAnswer(call: Call, operation: string, answer: OfficeTenantAnswer<unknown>): Answer {
  return 'refusal' in answer
    ? refused(call, answer.refusal)
    : oDataAnswer(call, operation, { value: answer.value });
}

function refused(call: Call, refusal: { code: number; type: string; message: string }): Answer {
  const code = `${refusal.code}, ${refusal.type}`;
  return oDataError(call, { status: 500, code, message: refusal.message });
}

const unexpectedObject: SharePointError = {
  status: 400,
  code: '-1, Microsoft.SharePoint.Client.InvalidClientQueryException',
  message:
    "An unexpected 'StartObject' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
};
