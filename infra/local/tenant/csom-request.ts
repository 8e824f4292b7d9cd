import { parseXml, type XmlElement } from './csom-xml';

/** A parameter's value: text for String, Enum, Guid and Number, pairs for Dictionary. */
export type CsomParameter =
  | { type: 'Enum' | 'String' | 'Guid'; value: string }
  | { type: 'Dictionary'; value: ReadonlyMap<string, string> };

/** What an object of the request is. */
export type CsomPath =
  | { kind: 'constructor'; typeId: string }
  | { kind: 'method'; parentId: string; name: string; parameters: readonly CsomParameter[] };

export type CsomAction = { id: number; pathId: string } & (
  | { kind: 'objectPath' }
  | { kind: 'query'; withChildren: boolean }
  | { kind: 'method'; name: string; parameters: readonly CsomParameter[] }
);

/** A request of the client object model: what is to be done, in order, and to which objects. */
export interface CsomRequest {
  actions: readonly CsomAction[];
  paths: ReadonlyMap<string, CsomPath>;
}

/** What is wrong with a request. */
export class CsomRequestError extends Error {}

const namespace = 'http://schemas.microsoft.com/sharepoint/clientquery/2009';

/** Reads the XML of a request. Throws `CsomRequestError` for anything that the service would not take. */
export function readCsomRequest(text: string): CsomRequest {
  const root = parseXml(text);
  if (root?.name !== 'Request' || root.namespace !== namespace) throw notValid();
  if (attribute(root, 'SchemaVersion') !== '15.0.0.0') throw notValid();
  attribute(root, 'LibraryVersion');
  const paths = child(root, 'ObjectPaths').children.map((element): [string, CsomPath] => [
    attribute(element, 'Id'),
    readPath(element),
  ]);
  const actions = child(root, 'Actions').children.map(readAction);
  const ids = [...paths.map(([id]) => id), ...actions.map(({ id }) => String(id))];
  if (new Set(ids).size < ids.length) throw notValid();
  return { actions, paths: new Map(paths) };
}

function readPath(element: XmlElement): CsomPath {
  switch (element.name) {
    case 'Constructor':
      return { kind: 'constructor', typeId: readGuid(attribute(element, 'TypeId')) };
    case 'Method':
      return {
        kind: 'method',
        parentId: attribute(element, 'ParentId'),
        name: attribute(element, 'Name'),
        parameters: readParameters(element),
      };
    default:
      throw notValid();
  }
}

function readAction(element: XmlElement): CsomAction {
  const id = Number(attribute(element, 'Id'));
  const pathId = attribute(element, 'ObjectPathId');
  if (!Number.isInteger(id)) throw notValid();
  switch (element.name) {
    case 'ObjectPath':
      return { id, pathId, kind: 'objectPath' };
    case 'Query':
      return { id, pathId, kind: 'query', withChildren: readQuery(element) };
    case 'Method': {
      const name = attribute(element, 'Name');
      return { id, pathId, kind: 'method', name, parameters: readParameters(element) };
    }
    default:
      throw notValid();
  }
}

/** Whether a query asks for the members of a list as well; all properties must be asked for. */
function readQuery(element: XmlElement): boolean {
  const queries = [child(element, 'Query'), ...childrenNamed(element, 'ChildItemQuery')];
  if (!queries.every((query) => attribute(query, 'SelectAllProperties') === 'true')) {
    throw notValid();
  }
  return queries.length > 1;
}

function readParameters(element: XmlElement): readonly CsomParameter[] {
  const [list] = childrenNamed(element, 'Parameters');
  return (list?.children ?? []).map(readParameter);
}

function readParameter(element: XmlElement): CsomParameter {
  const type = attribute(element, 'Type');
  if (element.name !== 'Parameter') throw notValid();
  switch (type) {
    case 'String':
    case 'Enum':
      return { type, value: element.text };
    case 'Guid':
      return { type, value: readGuid(element.text) };
    case 'Dictionary':
      return { type, value: readDictionary(element) };
    default:
      throw notValid();
  }
}

function readDictionary(element: XmlElement): ReadonlyMap<string, string> {
  const pairs = element.children.map((property): [string, string] => {
    if (property.name !== 'Property' || attribute(property, 'Type') !== 'String') throw notValid();
    return [attribute(property, 'Name'), property.text];
  });
  const map = new Map(pairs);
  if (map.size < pairs.length) throw notValid();
  return map;
}

/** In braces, as the client library writes them. */
function readGuid(text: string): string {
  const guid = /^\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}$/i.exec(text)?.[1];
  if (guid === undefined) throw notValid();
  return guid.toLowerCase();
}

function attribute(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined) throw notValid();
  return value;
}

function child(element: XmlElement, name: string): XmlElement {
  const [first, ...more] = childrenNamed(element, name);
  if (first === undefined || more.length > 0) throw notValid();
  return first;
}

function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((one) => one.name === name);
}

function notValid(): CsomRequestError {
  return new CsomRequestError('The request is not valid.');
}
