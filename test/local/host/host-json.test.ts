import { describe, expect, test } from '@jest/globals';
import { readHostSettings } from '../../../infra/local/host/host-json';

describe('readHostSettings', () => {
  test('has the defaults of the real host in Development', () => {
    expect(readHostSettings({ version: '2.0' }, {}, 2)).toEqual({
      routePrefix: 'api',
      functionTimeoutMs: 30 * 60_000,
      logLevel: 'information',
      queues: {
        batchSize: 16,
        newBatchThreshold: 16,
        maxPollingIntervalMs: 2000,
        visibilityTimeoutSeconds: 0,
        maxDequeueCount: 5,
        messageEncoding: 'base64',
      },
    });
  });

  test('reads what is written, and the environment over it', () => {
    const hostJson = {
      version: '2.0',
      functionTimeout: '-1',
      extensions: {
        http: { routePrefix: '' },
        queues: { batchSize: 8, newBatchThreshold: 0, visibilityTimeout: '1.02:03:04' },
      },
    };
    const env = {
      AzureFunctionsJobHost__extensions__queues__batchSize: '2',
      AzureFunctionsJobHost__logging__logLevel__default: 'Warning',
    };
    const settings = readHostSettings(hostJson, env, 2);
    expect(settings).toMatchObject({ routePrefix: '', logLevel: 'warning' });
    expect(settings.functionTimeoutMs).toBeUndefined();
    expect(settings.queues).toMatchObject({
      batchSize: 2,
      newBatchThreshold: 0,
      visibilityTimeoutSeconds: 93_784,
    });
  });

  test.each([
    { version: '1.0' },
    { version: '2.0', functionTimeout: '5 minutes' },
    { version: '2.0', extensions: { queues: { batchSize: 33 } } },
    { version: '2.0', extensions: { queues: { maxPollingInterval: '00:00:00.01' } } },
  ])('refuses %j', (hostJson) => {
    expect(() => readHostSettings(hostJson, {}, 1)).toThrow(
      expect.objectContaining({ code: 'HostJsonInvalid' }),
    );
  });
});
