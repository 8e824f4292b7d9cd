import { csomError, csomGuid, csomResults } from './csom-answer';
import {
  CsomRequestError,
  readCsomRequest,
  type CsomAction,
  type CsomParameter,
  type CsomPath,
  type CsomRequest,
} from './csom-request';
import type { Answer } from './exchange';
import type { jobInfo } from './import-job';
import {
  findImport,
  listImports,
  queueImport,
  type AskedImport,
  type OfficeTenantAnswer,
  type OfficeTenantRefusal,
} from './office-tenant';
import type { World } from './world';

const officeTenantType = 'e45fd516-a408-4ca4-b6dc-268e2f1f0f83';
const objectNamespace = 'Microsoft.Online.SharePoint.TenantManagement';

type JobInfo = ReturnType<typeof jobInfo>;

/** An object of a request: Office365Tenant itself, a job or none, or all jobs. */
type CsomObject =
  { kind: 'tenant' } | { kind: 'job'; info: JobInfo | null } | { kind: 'jobs'; infos: JobInfo[] };

/** What a request is about, for the log; undefined when it cannot be read or asks for something else. */
export function csomMethod(request: CsomRequest): string | undefined {
  const named = [...request.actions, ...request.paths.values()];
  return named.find((one) => one.kind === 'method')?.name;
}

/** The request, or why the service does not take it. */
export function parseCsom(text: string): CsomRequest | OfficeTenantRefusal {
  try {
    return readCsomRequest(text);
  } catch (error) {
    if (error instanceof CsomRequestError) return notValid(error.message);
    throw error;
  }
}

/** Does what a CSOM request asks for, action by action. */
export function runCsom(world: World, request: CsomRequest): Answer {
  const run = new CsomRun(world, request);
  try {
    return csomResults(request.actions.flatMap((action) => [action.id, run.act(action)]));
  } catch (error) {
    if (error instanceof Refused) return csomError(error.refusal);
    throw error;
  }
}

class Refused extends Error {
  readonly refusal: OfficeTenantRefusal;

  constructor(refusal: OfficeTenantRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

class CsomRun {
  readonly #world: World;
  readonly #paths: ReadonlyMap<string, CsomPath>;
  readonly #objects = new Map<string, CsomObject>();

  constructor(world: World, request: CsomRequest) {
    this.#world = world;
    this.#paths = request.paths;
  }

  act(action: CsomAction): unknown {
    const object = this.#object(action.pathId);
    switch (action.kind) {
      case 'objectPath':
        return { IsNull: object.kind === 'job' && object.info === null };
      case 'query':
        return described(object, action.withChildren);
      case 'method':
        if (object.kind !== 'tenant') throw unknownMethod(action);
        return csomGuid(this.#queue(action));
    }
  }

  /** Each object is made once, however many actions are about it. */
  #object(id: string): CsomObject {
    const known = this.#objects.get(id);
    if (known !== undefined) return known;
    const path = this.#paths.get(id);
    if (path === undefined) throw new Refused(notValid('The request is not valid.'));
    const object = path.kind === 'constructor' ? construct(path.typeId) : this.#call(path);
    this.#objects.set(id, object);
    return object;
  }

  #call(path: Extract<CsomPath, { kind: 'method' }>): CsomObject {
    const [first, ...more] = path.parameters;
    if (this.#object(path.parentId).kind !== 'tenant') throw unknownMethod(path);
    if (path.name === 'GetImportProfilePropertyJobs' && first === undefined) {
      return { kind: 'jobs', infos: accepted(listImports(this.#world)) };
    }
    const isOne = path.name === 'GetImportProfilePropertyJob' && more.length === 0;
    if (!isOne || first?.type !== 'Guid') throw unknownMethod(path);
    return { kind: 'job', info: accepted(findImport(this.#world, first.value)) };
  }

  #queue(action: CsomMethodCall): string {
    const order = readOrder(action.parameters);
    if (action.name !== 'QueueImportProfileProperties' || order === undefined) {
      throw unknownMethod(action);
    }
    return accepted(queueImport(this.#world, order));
  }
}

interface CsomMethodCall {
  name: string;
  parameters: readonly CsomParameter[];
}

/** Undefined when the parameters are not those of an import. */
function readOrder(parameters: readonly CsomParameter[]): AskedImport | undefined {
  const types = parameters.map(({ type }) => type).join();
  if (types !== 'Enum,String,Dictionary,String') return undefined;
  const [idType, idProperty, propertyMap, sourceUri] = parameters.map(({ value }) => value) as [
    string,
    string,
    ReadonlyMap<string, string>,
    string,
  ];
  const isNumber = /^\d+$/.test(idType);
  return { idType: isNumber ? Number(idType) : Number.NaN, idProperty, propertyMap, sourceUri };
}

function construct(typeId: string): CsomObject {
  if (typeId === officeTenantType) return { kind: 'tenant' };
  throw new Refused(notValid(`Cannot find stub for type with id "{${typeId}}".`));
}

function described(object: CsomObject, withChildren: boolean): unknown {
  switch (object.kind) {
    case 'tenant':
      return { _ObjectType_: `${objectNamespace}.Office365Tenant` };
    case 'job':
      return object.info === null ? null : describedJob(object.info);
    case 'jobs':
      return {
        _ObjectType_: `${objectNamespace}.ImportProfilePropertiesJobStatusCollection`,
        ...(withChildren ? { _Child_Items_: object.infos.map(describedJob) } : {}),
      };
  }
}

function describedJob(info: JobInfo): unknown {
  return {
    _ObjectType_: `${objectNamespace}.ImportProfilePropertiesJobInfo`,
    ...info,
    JobId: csomGuid(String(info['JobId'])),
  };
}

function accepted<Value>(answer: OfficeTenantAnswer<Value>): Value {
  if ('refusal' in answer) throw new Refused(answer.refusal);
  return answer.value;
}

function unknownMethod({ name }: { name: string }): Refused {
  return new Refused(notValid(`Method "${name}" with these parameters does not exist.`));
}

function notValid(message: string): OfficeTenantRefusal {
  return { code: -1, type: 'Microsoft.SharePoint.Client.InvalidClientQueryException', message };
}
