import type { TenantOptions } from './tenant-options';

/** A client that can ask for tokens with the secret `local-only`, and its roles on the app's own API. */
export interface LoginClient {
  id: string;
  apiRoles: readonly string[];
  /** Whether it also holds the app's roles on Graph and SharePoint. */
  isTheApp: boolean;
}

export const clientSecret = 'local-only';

export function loginClients(options: TenantOptions): readonly LoginClient[] {
  return [
    { id: 'hr-system', apiRoles: options.ingestRoles, isTheApp: false },
    { id: 'hr-readonly', apiRoles: [], isTheApp: false },
    { id: 'sync-admin', apiRoles: ['ProfileSync.Admin'], isTheApp: false },
    { id: 'sync-reader', apiRoles: ['ProfileSync.Read'], isTheApp: false },
    { id: 'profile-sync', apiRoles: [], isTheApp: true },
  ];
}
