import {
  ClientCertificateCredential,
  CredentialUnavailableError,
  type ClientCertificateCredentialOptions,
  type TokenCredential,
} from '@azure/identity';
import { CALL_TIMEOUT_MS } from './send-answer';

/** An app registration that proves itself with a certificate; SharePoint takes no client secret from an app. */
export interface AppRegistration {
  /** Of the tenant that is called, a GUID. */
  readonly tenantId: string;
  readonly clientId: string;
  /** PEM: private key (RSA) and certificate. A secret. */
  readonly certificate: string;
}

type ExtraPolicy = NonNullable<ClientCertificateCredentialOptions['additionalPolicies']>[number];

/**
 * Tokens of an app registration for Graph and SharePoint, kept until they end. Throws `CredentialUnavailableError` when
 * Entra refuses the app (an unknown certificate, one past its end, an unknown app), and any other error when it gave no
 * answer about it. Nothing is repeated here: a pause that Entra asks for is waited for on the queue.
 *
 * @param patience milliseconds after which an answer is not waited for any more
 */
export function createWebAppCredential(
  { tenantId, clientId, certificate }: AppRegistration,
  patience: number = CALL_TIMEOUT_MS,
): TokenCredential {
  const options = { retryOptions: { maxRetries: 0 }, additionalPolicies: [giveUpAfter(patience)] };
  const entra = new ClientCertificateCredential(tenantId, clientId, { certificate }, options);
  return {
    async getToken(scopes, request) {
      try {
        return await entra.getToken(scopes, request);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const message = 'Entra does not accept the app registration or its certificate.';
        throw new CredentialUnavailableError(message, { cause: error });
      }
    },
  };
}

/** By itself the client waits for ever. */
function giveUpAfter(patience: number): ExtraPolicy {
  return {
    position: 'perCall',
    policy: {
      name: 'giveUp',
      sendRequest(request, next) {
        request.abortSignal = AbortSignal.timeout(patience);
        return next(request);
      },
    },
  };
}

/** The identity client gives one name to everything that goes wrong; the status is in what it was caused by. */
function isRefusal(error: unknown): boolean {
  const { cause } = error as { readonly cause?: unknown };
  const status = (cause as { readonly status?: unknown } | undefined)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
}
