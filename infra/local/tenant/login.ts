import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { jsonAnswer, sendAnswer, textAnswer, type Answer } from './exchange';
import type { SigningKeys } from './signing-keys';
import { createTokenProvider, type TokenFacts } from './token-provider';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Whatever login.microsoftonline.com and sts.windows.net answer: tokens, keys and their discovery. */
export class Login {
  readonly #facts: TokenFacts;
  readonly #keys: SigningKeys;
  #tokenEndpoint: RequestListener;

  constructor(facts: TokenFacts, keys: SigningKeys) {
    this.#facts = facts;
    this.#keys = keys;
    this.#tokenEndpoint = this.#createTokenEndpoint();
  }

  /** The provider signs with the key it was made with, so a new key needs a new provider. */
  async rotateKeys(keepOld: boolean): Promise<void> {
    await this.#keys.rotate(keepOld);
    this.#tokenEndpoint = this.#createTokenEndpoint();
  }

  /** What a request to this path is called in the log. */
  kindOf(path: string): string {
    if (path === this.#path('oauth2/v2.0/token')) return 'token';
    return this.#keyPaths().includes(path) ? 'keys' : 'discovery';
  }

  /** Answers one request; the OpenID provider reads the body itself. */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === this.#path('oauth2/v2.0/token')) {
      await this.#tokenEndpoint(request, response);
      return;
    }
    request.resume();
    sendAnswer(response, await this.#answer(path));
  }

  async #answer(path: string): Promise<Answer> {
    if (this.#keyPaths().includes(path)) return this.#keySet();
    if (path === this.#path('v2.0/.well-known/openid-configuration')) {
      return jsonAnswer(200, discovery(this.#facts.options.tenantId, '2.0'));
    }
    if (path === this.#path('.well-known/openid-configuration')) {
      return jsonAnswer(200, discovery(this.#facts.options.tenantId, '1.0'));
    }
    if (path === '/common/discovery/instance') {
      return jsonAnswer(200, instanceDiscovery(this.#facts.options.tenantId));
    }
    return jsonAnswer(404, {
      error: 'invalid_tenant',
      error_description: 'AADSTS90002: Tenant or endpoint not found.',
    });
  }

  /** The key set, or the kind of failure that was asked for. */
  async #keySet(): Promise<Answer> {
    const { keyAnswer, slowMs } = this.#facts.knobs();
    switch (keyAnswer) {
      case 'fail':
        return jsonAnswer(503, { error: 'temporarily_unavailable' });
      case 'html':
        return textAnswer(200, 'text/html', '<html><body>Sign in to this network</body></html>');
      case 'empty':
        return jsonAnswer(200, { keys: [] });
      case 'slow':
        await wait(slowMs, undefined, { ref: false });
        return jsonAnswer(200, this.#keys.published());
      case 'ok':
        return jsonAnswer(200, this.#keys.published());
    }
  }

  #createTokenEndpoint(): RequestListener {
    return createTokenProvider(this.#facts, this.#keys.current).callback();
  }

  #keyPaths(): readonly string[] {
    return [this.#path('discovery/v2.0/keys'), this.#path('discovery/keys')];
  }

  #path(rest: string): string {
    return `/${this.#facts.options.tenantId}/${rest}`;
  }
}

function discovery(tenantId: string, version: '1.0' | '2.0') {
  const login = `https://login.microsoftonline.com/${tenantId}`;
  const v2 = version === '2.0';
  return {
    issuer: v2 ? `${login}/v2.0` : `https://sts.windows.net/${tenantId}/`,
    token_endpoint: `${login}/oauth2/v2.0/token`,
    authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
    jwks_uri: v2 ? `${login}/discovery/v2.0/keys` : `${login}/discovery/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

/** What the Microsoft authentication library asks before it trusts an authority. */
function instanceDiscovery(tenantId: string) {
  return {
    tenant_discovery_endpoint: `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: 'login.microsoftonline.com',
        preferred_cache: 'login.windows.net',
        aliases: ['login.microsoftonline.com', 'login.windows.net', 'sts.windows.net'],
      },
    ],
  };
}
