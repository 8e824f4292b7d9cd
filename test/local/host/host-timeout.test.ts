import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { startAzurite } from '../../../infra/local/azurite';
import type { Azurite } from '../../../infra/local/azurite';
import { startHostProcess } from './host-process';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
});

afterAll(() => azurite.close());

test('a function that outlives functionTimeout costs the process, as it costs the worker', async () => {
  const host = await startHostProcess({
    storage: azurite.connectionString,
    tenantUrl: 'http://127.0.0.1:9',
    env: { AzureFunctionsJobHost__functionTimeout: '00:00:01' },
  });
  const exited = once(host.child, 'exit');
  await expect(fetch(`${host.url}/slow?ms=60000`)).rejects.toThrow();
  expect(await exited).toEqual([1, null]);
  expect(host.log.join('\n')).toContain('FunctionTimeout');
});
