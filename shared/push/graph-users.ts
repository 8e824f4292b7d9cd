import { z } from 'zod';
import { ResponseType, type Client, type GraphRequest } from '@microsoft/microsoft-graph-client';
import { SyncError } from '../model/sync-error';
import type { DirectoryUser, DirectoryUsers, EntraValues } from './directory-users';
import { explainGraphRefusal, isRefusal } from './graph-refusal';
import { CALL_TIMEOUT_MS, type SendAnswer } from './send-answer';
import { USER_AGENT } from './user-agent';
import {
  parseJson,
  tenantFailure,
  tenantRefused,
  throwUnlessAnswered,
  type WebAnswer,
} from './web-answer';

const SELECTED = 'id,userPrincipalName,onPremisesSyncEnabled';

const userSchema = z
  .object({
    id: z.string(),
    userPrincipalName: z.string(),
    onPremisesSyncEnabled: z.boolean().nullish(),
  })
  .transform((user): DirectoryUser => ({
    objectId: user.id,
    userPrincipalName: user.userPrincipalName,
    onPremisesSync: user.onPremisesSyncEnabled === true,
  }));

const usersSchema = z.object({ value: z.array(userSchema) });

const reasonSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The users of Entra by Microsoft Graph. `now`: milliseconds since the epoch. */
export function createGraphUsers(client: Client, now: () => number): DirectoryUsers {
  return {
    async findByPrincipalName(name) {
      const request = client.api(userPath(name)).query({ $select: SELECTED });
      const user = found(await send(request, { now, call: (one) => one.get() }), now());
      return user === undefined ? undefined : parsed(userSchema, user);
    },
    async findByMail(address) {
      const filter = `mail eq ${quoted(address)}`;
      // The client puts query options into the address as they stand.
      const $filter = encodeURIComponent(filter);
      const request = client.api('/users').query({ $filter, $select: SELECTED, $top: '2' });
      const users = found(await send(request, { now, call: (one) => one.get() }), now());
      const { value } = parsed(usersSchema, users ?? { value: [] });
      return value.length === 1 ? value[0] : undefined;
    },
    update: (objectId, values) => update(client, { objectId, values, now }),
  };
}

async function update(
  client: Client,
  { objectId, values, now }: { objectId: string; values: EntraValues; now: () => number },
): Promise<SendAnswer> {
  const request = client.api(userPath(objectId));
  const answer = await send(request, { now, call: (one) => one.patch(values) });
  if (answer.status >= 200 && answer.status < 300) return { kind: 'sent' };
  return explainGraphRefusal(answer.status, reasonOf(answer));
}

function reasonOf({ body }: WebAnswer) {
  return reasonSchema.safeParse(parseJson(body)).data?.error;
}

/** A name that begins with `$` would be taken for an operator of OData; everything else is one encoded segment. */
function userPath(name: string): string {
  return name.startsWith('$')
    ? `/users(${encodeURIComponent(quoted(name))})`
    : `/users/${encodeURIComponent(name)}`;
}

/** A text as OData writes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Calls with a time limit and gives the answer back as it came, because the client drops headers of odd answers. */
async function send(
  request: GraphRequest,
  { now, call }: { now: () => number; call: (request: GraphRequest) => Promise<unknown> },
): Promise<WebAnswer> {
  const answer = await read(request, { now, call });
  throwUnlessAnswered(answer, { now: now(), explained: isRefusal(reasonOf(answer)) });
  return answer;
}

async function read(
  request: GraphRequest,
  { now, call }: { now: () => number; call: (request: GraphRequest) => Promise<unknown> },
): Promise<WebAnswer> {
  try {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const response = (await call(
      request
        .responseType(ResponseType.RAW)
        .header('User-Agent', USER_AGENT)
        .options({ signal, redirect: 'error' }),
    )) as Response;
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

/**
 * The body of an answer; undefined when there is nobody, also because nobody can have such an address (400).
 * Who may not look people up cannot push anybody.
 */
function found({ status, body }: WebAnswer, now: number): unknown {
  if (status === 400 || status === 404) return undefined;
  if (status === 200) return parseJson(body);
  const message = `Graph answers ${status} when asked for a user: the app needs the application role User.Read.All.`;
  throw tenantRefused(now, message);
}

/** What is no answer of Graph, although it says 200, comes from somebody in between. */
function parsed<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new SyncError('TenantUnavailable', 'Graph answered in a shape that is not its own.');
}
