import { afterAll, beforeAll } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { startProgram, type ChildProgram } from './child-program';
import { TEST_SETTINGS, type TestSystem } from './test-settings';

/** A system whose app can die and come back while storage and tenant keep what they hold. */
export interface DurableSystem extends TestSystem {
  startApp(env?: Readonly<Record<string, string>>): Promise<void>;
  endApp(signal: NodeJS.Signals): Promise<void>;
  /** Takes the storage away for good. */
  endStorage(): Promise<void>;
}

/** To be called at the top of a test file: one start for all its tests. */
export function useSystem(): TestSystem {
  let program: ChildProgram | undefined;
  beforeAll(async () => {
    program = await startProgram('start', TEST_SETTINGS);
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
    tenant = await startProgram('tenant', TEST_SETTINGS);
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
      app = await startProgram('start', { ...TEST_SETTINGS, ...places(), ...env });
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
