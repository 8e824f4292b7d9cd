import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

/** Loads the built app as a worker does, and prints what it registers. Nothing of the local host takes part. */
const WORKER = `
  const { Module } = require('node:module');
  const registered = [];
  const core = {
    version: '3.12.0',
    hostVersion: '4.1052.200',
    setProgrammingModel: () => undefined,
    getProgrammingModel: () => undefined,
    registerFunction: ({ name, bindings }) => {
      registered.push({ name, bindings: Object.values(bindings) });
      return { dispose: () => undefined };
    },
    registerHook: () => ({ dispose: () => undefined }),
    log: () => undefined,
    Disposable: class {},
  };
  const load = Module.prototype.require;
  Module.prototype.require = function (id) {
    return id === '@azure/functions-core' ? core : load.call(this, id);
  };
  require(process.argv[1]);
  process.stdout.write(JSON.stringify(registered));
`;

const registeredSchema = z.array(
  z.object({
    name: z.string(),
    bindings: z.array(
      z.looseObject({
        type: z.string(),
        direction: z.string(),
        route: z.string().optional(),
        methods: z.array(z.string()).optional(),
        queueName: z.string().optional(),
        schedule: z.string().optional(),
      }),
    ),
  }),
);

const SETTINGS = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ENTRA_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  API_AUDIENCE: 'api://profile-sync',
  SHAREPOINT_HOST: 'contoso.sharepoint.com',
};

function loadBundle(settings: Record<string, string>): string {
  return execFileSync(process.execPath, ['-e', WORKER, join(process.cwd(), 'dist', 'app.js')], {
    env: settings,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the built app', () => {
  const registered = registeredSchema.parse(JSON.parse(loadBundle(SETTINGS)));
  const triggers = registered.flatMap(({ name, bindings }) =>
    bindings.filter(({ direction }) => direction === 'in').map((trigger) => ({ name, ...trigger })),
  );

  test('S42, S51: registers its doors at their exact paths', () => {
    const routes = triggers.filter(({ type }) => type === 'httpTrigger');
    expect(
      routes.map(({ methods, route }) => `${String(methods)} ${String(route)}`).sort(),
    ).toEqual([
      'GET app/manage/configuration',
      'GET app/manage/configuration/{name}',
      'GET app/manage/errors',
      'GET app/manage/profiles',
      'GET app/manage/submissions',
      'GET app/togouserprofile/submissions/{submissionId}',
      'GET app/togouserprofile/submissions/{submissionId}/outcomes',
      'GET health',
      'POST app/manage/push/preflight',
      'POST app/manage/push/resync',
      'POST app/togouserprofile/batch/upsert',
      'POST app/togouserprofile/uploadfile',
      'PUT app/manage/configuration/{name}',
    ]);
  });

  test('works through its queues, and through the messages that have died', () => {
    const queues = triggers.filter(({ type }) => type === 'queueTrigger');
    expect(queues.map(({ queueName }) => queueName).sort()).toEqual([
      'profile-changes',
      'profile-changes-poison',
      'sharepoint-imports',
      'sharepoint-imports-poison',
      'sharepoint-pushes',
      'sharepoint-pushes-poison',
    ]);
  });

  test('K2: looks after what is in flight each minute', () => {
    const timers = triggers.filter(({ type }) => type === 'timerTrigger');
    expect(timers.map(({ schedule }) => schedule)).toEqual([
      '%IMPORT_POLL_SCHEDULE%',
      '30 * * * * *',
      '0 * * * * *',
    ]);
  });

  test('does not start with bad settings, and says which', () => {
    expect(() => loadBundle({ ...SETTINGS, API_AUDIENCE: '' })).toThrow(/API_AUDIENCE is missing/);
  });
});
