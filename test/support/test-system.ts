import { afterAll, beforeAll } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { startProgram, type ChildProgram } from './child-program';

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

/** A system whose app can die and come back while storage and tenant keep what they hold. */
export interface DurableSystem extends TestSystem {
  startApp(env?: Readonly<Record<string, string>>): Promise<void>;
  endApp(signal: NodeJS.Signals): Promise<void>;
  /** Takes the storage away for good. */
  endStorage(): Promise<void>;
}

const SETTINGS: Readonly<Record<string, string>> = {
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

/** To be called at the top of a test file: one start for all its tests. */
export function useSystem(): TestSystem {
  let program: ChildProgram | undefined;
  beforeAll(async () => {
    program = await startProgram('start', SETTINGS);
  });
  afterAll(async () => {
    await program?.end('SIGTERM');
  });
  return systemOf(() => program);
}

/** The same with storage and tenant in processes of their own; the app is started by the tests. */
export function useDurableSystem(): DurableSystem {
  let azurite: Azurite | undefined;
  let tenant: ChildProgram | undefined;
  let app: ChildProgram | undefined;
  const outputs: string[] = [];
  const endApp = async (signal: NodeJS.Signals) => {
    await app?.end(signal);
    outputs.push(app?.output() ?? '');
    app = undefined;
  };
  beforeAll(async () => {
    azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
    tenant = await startProgram('tenant', SETTINGS);
  });
  afterAll(async () => {
    await endApp('SIGTERM');
    await tenant?.end('SIGTERM');
    await azurite?.close();
  });
  const places = () => ({
    AzureWebJobsStorage: azurite?.connectionString ?? '',
    TENANT_URL: tenant?.ready['tenantUrl'] ?? '',
  });
  return {
    get appUrl() {
      return app?.ready['appUrl'] ?? '';
    },
    get tenantUrl() {
      return places().TENANT_URL;
    },
    get storage() {
      return places().AzureWebJobsStorage;
    },
    output: () => [...outputs, app?.output() ?? ''].join('\n'),
    endApp,
    endStorage: async () => {
      await azurite?.close();
    },
    async startApp(env = {}) {
      app = await startProgram('start', { ...SETTINGS, ...places(), ...env });
    },
  };
}

function systemOf(running: () => ChildProgram | undefined): TestSystem {
  const said = (name: string) => running()?.ready[name] ?? '';
  return {
    get appUrl() {
      return said('appUrl');
    },
    get tenantUrl() {
      return said('tenantUrl');
    },
    get storage() {
      return said('storage');
    },
    output: () => running()?.output() ?? '',
  };
}
