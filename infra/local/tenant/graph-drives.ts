import { readDriveAddress } from './drive-address';
import type { DriveAddress, ItemAddress, SiteAddress } from './drive-address';
import { getContent, getItem, listChildren } from './drive-reads';
import { driveError, DriveRefusal } from './drive-refusals';
import type { Need } from './drive-roles';
import { countUnits } from './drive-throttling';
import type { DriveVisit } from './drive-visit';
import { createFolder, deleteItem, putContent } from './drive-writes';
import type { Answer } from './exchange';
import type { GraphOperation, KindedAnswer } from './graph-operation';
import { getDrive, getSite, listDrives } from './graph-sites';
import { createUploadSession } from './upload-start';
import type { World } from './world';

/** What one method does at one kind of address. */
interface Deed<Address> {
  kind: string;
  /** SharePoint's resource units. */
  units: number;
  need: Need;
  run: (visit: DriveVisit, address: Address) => Answer;
}

type Deeds<Address> = Readonly<Record<string, Deed<Address>>>;

const siteDeeds: Deeds<SiteAddress> = {
  'GET ': { kind: 'getSite', units: 1, need: 'site', run: getSite },
  'GET drives': { kind: 'listDrives', units: 2, need: 'read', run: listDrives },
};

const driveDeeds: Deeds<DriveAddress> = {
  'GET ': { kind: 'getDrive', units: 1, need: 'read', run: getDrive },
};

const itemDeeds: Deeds<ItemAddress> = {
  'GET ': { kind: 'getItem', units: 1, need: 'read', run: getItem },
  'GET children': { kind: 'listChildren', units: 2, need: 'read', run: listChildren },
  'GET content': { kind: 'getContent', units: 1, need: 'read', run: getContent },
  'POST children': { kind: 'createFolder', units: 2, need: 'write', run: createFolder },
  'PUT content': { kind: 'putContent', units: 2, need: 'write', run: putContent },
  'DELETE ': { kind: 'deleteItem', units: 2, need: 'write', run: deleteItem },
  'POST createUploadSession': {
    kind: 'createUpload',
    units: 2,
    need: 'upload',
    run: createUploadSession,
  },
};

interface Bound {
  kind: string;
  units: number;
  run: () => Answer;
}

/** Answers what concerns sites and drives; undefined when the operation does not. */
export function answerDrives(world: World, operation: GraphOperation): KindedAnswer | undefined {
  const bound = bind(world, operation);
  if (bound === undefined) return undefined;
  const { kind } = bound;
  const { refused, headers } = countUnits(world, 'drives', bound.units);
  const isBroken =
    refused === undefined &&
    world.faults.take('graph', ['500-permanent'], operation.url) !== undefined;
  const answer = refused ?? (isBroken ? failed() : refusalsAnswered(bound.run));
  return { ...answer, headers: { ...headers, ...answer.headers }, kind };
}

/** Runs what may throw a refusal. */
export function refusalsAnswered(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (error instanceof DriveRefusal) return error.answer;
    throw error;
  }
}

function bind(world: World, operation: GraphOperation): Bound | undefined {
  // Whatever follows an unencoded # never arrives.
  const [path = '', query = ''] = (operation.url.split('#')[0] ?? '').split('?');
  const address = readDriveAddress(path);
  if (address === undefined) return undefined;
  const visit = { world, operation, parameters: new URLSearchParams(query) };
  const key = `${operation.method} ${address.action}`;
  switch (address.of) {
    case 'site':
      return bound(siteDeeds[key], visit, address);
    case 'drive':
      return bound(driveDeeds[key], visit, address);
    case 'item':
      return bound(itemDeeds[key], visit, address);
  }
}

function bound<Address extends SiteAddress | DriveAddress | ItemAddress>(
  deed: Deed<Address> | undefined,
  visit: Omit<DriveVisit, 'need'>,
  address: Address,
): Bound | undefined {
  if (deed === undefined) return undefined;
  const isShared = address.of === 'item' && 'sharing' in address.start && deed.need === 'read';
  const need = isShared ? 'share' : deed.need;
  const { kind, units } = deed;
  return { kind, units, run: () => deed.run({ ...visit, need }, address) };
}

function failed(): Answer {
  const message = 'General exception while processing';
  return driveError(500, { code: 'generalException', message });
}
