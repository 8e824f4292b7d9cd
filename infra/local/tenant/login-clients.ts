import { X509Certificate } from 'node:crypto';
import type { TenantOptions } from './tenant-options';

/** A client that can ask for tokens, and its roles on the app's own API. */
export interface LoginClient {
  id: string;
  apiRoles: readonly string[];
  /** Whether it also holds the app's roles on Graph and SharePoint. */
  isTheApp: boolean;
  /** With one, it proves itself by that alone; without, by the secret `local-only`. */
  certificate?: X509Certificate;
}

export const clientSecret = 'local-only';

/** The clients that every tenant has, and those whose certificate has been registered. */
export class LoginClients {
  readonly #options: TenantOptions;
  readonly #certificates = new Map<string, X509Certificate>();

  constructor(options: TenantOptions) {
    this.#options = options;
  }

  find(id: string): LoginClient | undefined {
    const certificate = this.#certificates.get(id);
    const known = builtIn(this.#options).find((client) => client.id === id);
    if (certificate === undefined) return known;
    return { id, apiRoles: [], isTheApp: true, ...known, certificate };
  }

  /**
   * Gives a client its certificate (PEM), the only one that it then has. A client that was not known becomes an app
   * registration with the roles of the app.
   * @throws RangeError for a text that is no certificate
   */
  register(id: string, pem: string): void {
    try {
      this.#certificates.set(id, new X509Certificate(pem));
    } catch (cause) {
      throw new RangeError(`clients: what "${id}" has is no certificate in PEM.`, { cause });
    }
  }

  /** Client ids and the thumbprints (SHA-1, hexadecimal) that Entra shows of certificates. */
  registered(): readonly { clientId: string; thumbprint: string }[] {
    return [...this.#certificates].map(([clientId, { fingerprint }]) => ({
      clientId,
      thumbprint: fingerprint.replaceAll(':', ''),
    }));
  }

  reset(): void {
    this.#certificates.clear();
  }
}

function builtIn({ ingestRoles }: TenantOptions): readonly LoginClient[] {
  return [
    { id: 'hr-system', apiRoles: ingestRoles, isTheApp: false },
    { id: 'hr-readonly', apiRoles: [], isTheApp: false },
    { id: 'sync-admin', apiRoles: ['ProfileSync.Admin'], isTheApp: false },
    { id: 'sync-reader', apiRoles: ['ProfileSync.Read'], isTheApp: false },
    { id: 'profile-sync', apiRoles: [], isTheApp: true },
  ];
}
