import { z } from 'zod';
import type { Variables } from './local-settings';

const tokenSchema = z.object({ access_token: z.string() });

/**
 * A token of the simulated tenant for the HR system of the samples; undefined when the tenant gives none, for example
 * because it is not the simulated one.
 */
export async function fetchToken(
  tenantUrl: string,
  variables: Variables,
): Promise<string | undefined> {
  const path = `/${variables['ENTRA_TENANT_ID'] ?? ''}/oauth2/v2.0/token`;
  try {
    const response = await fetch(new URL(path, tenantUrl), {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'hr-system',
        client_secret: 'local-only',
        scope: `${variables['API_AUDIENCE'] ?? ''}/.default`,
      }),
    });
    return tokenSchema.safeParse(await response.json()).data?.access_token;
  } catch {
    return undefined;
  }
}
