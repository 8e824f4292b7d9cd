export const TENANT_ID = '11111111-1111-4111-8111-111111111111';

/** The whole product, run as `npm start` runs it, seen from outside: addresses and what it writes. */
export interface TestSystem {
  readonly appUrl: string;
  readonly tenantUrl: string;
  /** Connection string of the storage emulator. */
  readonly storage: string;
  /** Everything that the app has written to its outputs. */
  output(): string;
}

/** A system on free ports, in memory, that waits less than one in earnest. */
export const TEST_SETTINGS: Readonly<Record<string, string>> = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  LOCAL_PORT: '0',
  LOCAL_TENANT_PORT: '0',
  LOCAL_DATA: 'memory',
  LOCAL_QUEUE_LEASE_SECONDS: '2',
  // Shorter than in earnest: how seldom idle queues are looked at, and how long a failed message waits.
  AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.200',
  AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:02',
  TENANT_URL: '',
  ENTRA_TENANT_ID: TENANT_ID,
  API_AUDIENCE: 'api://profile-sync',
  SHAREPOINT_HOST: 'contoso.sharepoint.com',
};
