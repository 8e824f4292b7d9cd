import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { createWebAppCredential } from './push/web-app-credential';
import type { Settings } from './settings';

/** Whom the app calls as. Nothing is asked for before it is needed. */
export interface Credentials {
  /** For a storage account that is given by its name. */
  readonly storage: TokenCredential;
  /** For Graph and SharePoint. */
  readonly tenant: TokenCredential;
}

/**
 * Part of the composition root: one managed identity for everything; with a certificate, an app registration for the
 * tenant and the system-assigned identity for storage.
 */
export function createCredentials({ access, identity }: Settings): Credentials {
  if (identity.kind === 'managed') {
    const { clientId } = identity;
    const managed = new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
    return { storage: managed, tenant: managed };
  }
  return {
    storage: new ManagedIdentityCredential(),
    tenant: createWebAppCredential({ tenantId: access.tenantId, ...identity }),
  };
}
