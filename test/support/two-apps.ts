import { startAzurite } from '../../infra/local/azurite';
import { startProgram, type ChildProgram } from './child-program';
import { TEST_SETTINGS, type TestSystem } from './test-settings';

/** Two processes of the app, as when Azure has scaled out, on one storage and with one tenant. */
export interface TwoApps {
  readonly apps: readonly [TestSystem, TestSystem];
  /** Ends everything that was started. */
  close(): Promise<void>;
}

export async function startTwoApps(): Promise<TwoApps> {
  const azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  const started: ChildProgram[] = [];
  const start = async (name: 'start' | 'tenant', env: Readonly<Record<string, string>>) => {
    const program = await startProgram(name, { ...TEST_SETTINGS, ...env });
    started.push(program);
    return program;
  };
  const close = async () => {
    for (const program of started.reverse()) await program.end('SIGTERM');
    await azurite.close();
  };
  try {
    const storage = azurite.connectionString;
    const tenantUrl = (await start('tenant', {})).ready['tenantUrl'] ?? '';
    const startApp = async (): Promise<TestSystem> => {
      const app = await start('start', { AzureWebJobsStorage: storage, TENANT_URL: tenantUrl });
      const appUrl = app.ready['appUrl'] ?? '';
      return { appUrl, tenantUrl, storage, output: () => app.output() };
    };
    return { apps: [await startApp(), await startApp()], close };
  } catch (error) {
    await close();
    throw error;
  }
}
