import { fetchToken } from './fetch-token';
import type { Variables } from './local-settings';
import type { LocalSystem } from './local-system';

const ROUTE = '/app/togouserprofile/batch/upsert';
const PERSON = {
  userId: 'E-1001',
  name: 'Ana García',
  jobTitle: 'Engineer',
  upn: 'ana.garcia@contoso.com',
  email: 'ana.garcia@contoso.com',
  account: 'ana.garcia@contoso.com',
  loginName: 'ana.garcia@contoso.com',
  locale: 'es-ES',
  department: 'Platform',
  location: 'Madrid',
  entityType: 'User',
};

/**
 * A `curl` that delivers one person and works as pasted, its token included; `undefined` when the
 * tenant gives no token, for example because it is not the simulated one.
 */
export async function createPastedCurl(
  { appUrl, tenantUrl }: LocalSystem,
  variables: Variables,
): Promise<string | undefined> {
  const token = await fetchToken(tenantUrl, variables);
  if (token === undefined) return undefined;
  return [
    `curl -sS ${appUrl}${ROUTE}`,
    `  -H 'content-type: application/json'`,
    `  -H 'authorization: Bearer ${token}'`,
    `  -d '${JSON.stringify({ users: [PERSON] })}'`,
  ].join(' \\\n');
}
