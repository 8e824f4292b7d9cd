import type { TokenCredential } from '@azure/identity';
import type { GetAppToken } from './app-tokens';
import { CALL_TIMEOUT_MS } from './send-answer';
import { tenantFailure, tenantRefused } from './web-answer';

export interface WebAppTokensOptions {
  /** `contoso-admin.sharepoint.com`: SharePoint gives a token for the host that is called. */
  readonly adminHost: string;
  readonly credential: TokenCredential;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The tokens that the adapters of Graph and SharePoint call with. The credential keeps them until they end. */
export function createWebAppTokens({
  adminHost,
  credential,
  now,
}: WebAppTokensOptions): GetAppToken {
  const scopes = {
    graph: 'https://graph.microsoft.com/.default',
    sharePoint: `https://${adminHost}/.default`,
  };
  return async (resource) => {
    try {
      const abortSignal = AbortSignal.timeout(CALL_TIMEOUT_MS);
      const answer = await credential.getToken(scopes[resource], { abortSignal });
      if (answer !== null) return answer.token;
    } catch (error) {
      throw tenantFailure(error, now());
    }
    throw tenantRefused(now(), 'The app gets no token for the tenant.');
  };
}
