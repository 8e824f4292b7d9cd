import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import type { DirectoryUsers, ListedUser, UserPage } from './directory-users';
import { findUsers } from './graph-find-users';
import { appRefused, parseGraph, sendToGraph, type GraphAccess } from './graph-request';
import { updateUsers } from './graph-update-users';
import { directoryUser, graphUserSchema, USER_FIELDS } from './graph-user';

const GRAPH_ADDRESS = 'https://graph.microsoft.com/v1.0/';

/** The most that Graph puts on a page. */
const PAGE_SIZE = 999;

const FIRST_PAGE = `/users?$select=${USER_FIELDS},mail&$top=${PAGE_SIZE}`;

const listedUserSchema = graphUserSchema
  .extend({ mail: z.string().nullish() })
  .transform((user): ListedUser => {
    const mail = user.mail ?? '';
    return { ...directoryUser(user), ...(mail === '' ? {} : { mail }) };
  });

const pageSchema = z.object({
  value: z.array(listedUserSchema),
  '@odata.nextLink': z.string().optional(),
});

/** The users of Entra by Microsoft Graph. */
export function createGraphUsers(access: GraphAccess): DirectoryUsers {
  return {
    find: (addresses) => findUsers(addresses, access),
    list: (next) => listUsers(next, access),
    update: (updates) => updateUsers(updates, access),
  };
}

async function listUsers(next: string | undefined, access: GraphAccess): Promise<UserPage> {
  const about = { access, uses: ['lookUp'] as const };
  const request = access.client.api(next ?? FIRST_PAGE);
  const answer = await sendToGraph(request, (one) => one.get(), about);
  if (answer.status === 403) throw await appRefused(access, about.uses);
  if (answer.status !== 200) {
    throw new SyncError('TenantUnavailable', `Graph answered a list with ${answer.status}.`);
  }
  const page = parseGraph(pageSchema, answer);
  const link = page['@odata.nextLink'];
  return link === undefined ? { users: page.value } : { users: page.value, next: own(link) };
}

/** The token goes only where it is for. Without the link the list would be cut, so a wrong one is no end. */
function own(link: string): string {
  if (URL.canParse(link) && new URL(link).href.startsWith(GRAPH_ADDRESS)) return link;
  throw new SyncError('TenantUnavailable', 'Graph named a next page that is not its own.');
}
