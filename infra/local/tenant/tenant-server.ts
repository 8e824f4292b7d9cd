import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl } from './control';
import { hostOf, jsonAnswer, readCall, sendAnswer, type Answer, type Call } from './exchange';
import { serveTarget } from './gateway';
import { answerGraph } from './graph';
import type { KindedAnswer } from './graph-operation';
import { answerManagedIdentity, throttledIdentity } from './managed-identity';
import { answerOfficeTenant, isForOfficeTenant } from './office-tenant-face';
import { answerSharePoint } from './people-manager';
import { answerState } from './state';
import type { TenantOptions } from './tenant-options';
import { answerUpload, isPreauthenticated } from './upload-face';
import { createWorld, type World } from './world';

/** A running tenant; `url` is its local face. */
export interface Tenant {
  url: string;
  close: () => Promise<void>;
}

/**
 * Starts the simulated Microsoft tenant on 127.0.0.1. It tells its faces apart by the Host header:
 * the login hosts, Graph, the two SharePoint hosts, and for any other name its local face with the
 * token endpoint, `/msi/token`, `/_state` and `/_control`.
 */
export async function startTenant(options: TenantOptions): Promise<Tenant> {
  const world = await createWorld(options);
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      // A caller that hangs up while it sends is no fault of the tenant.
      if (!request.socket.destroyed) fail(response, error);
    });
  });
  // Longer than clients keep idle connections, so that none is closed under a request just sent.
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, close: () => close(server) };
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isForLogin(world, request)) {
    await serveLogin(world, request, response);
    return;
  }
  const call = await readCall(request);
  const answer = await answerOnFace(world, call);
  if (answer === undefined) request.socket.destroy();
  else sendAnswer(response, answer);
}

/** The login hosts, and on the local face the tenant's own folder. */
function isForLogin({ hosts, options }: World, request: IncomingMessage): boolean {
  const host = hostOf(request);
  if (hosts.login.includes(host)) return true;
  const isLocal = ![hosts.graph, hosts.sharePoint, hosts.sharePointAdmin].includes(host);
  return isLocal && request.url?.startsWith(`/${options.tenantId}/`) === true;
}

async function serveLogin(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const at = new Date().toISOString();
  world.log.arrive('login', { method, headers });
  await world.login.serve(request, response, path);
  const kind = world.login.kindOf(path);
  const status = response.statusCode;
  world.log.end({ at, method, host: hostOf(request), path, status, target: 'login', kind });
}

/** Undefined means: cut the connection. */
function answerOnFace(world: World, call: Call): Promise<Answer | undefined> {
  world.imports.catchUp(Date.now());
  if (call.host === world.hosts.graph) {
    return serveTarget(world, {
      target: 'graph',
      call,
      answerCall: () => answerGraph(world, call),
    });
  }
  if (call.host === world.hosts.sharePoint || call.host === world.hosts.sharePointAdmin) {
    return serveSharePoint(world, call);
  }
  return answerLocally(world, call);
}

function serveSharePoint(world: World, call: Call): Promise<Answer | undefined> {
  if (isForOfficeTenant(call)) {
    const answerCall = (): Promise<KindedAnswer> => answerOfficeTenant(world, call);
    return serveTarget(world, { target: 'bulkImport', call, answerCall });
  }
  if (call.host === world.hosts.sharePoint && isPreauthenticated(call.path)) {
    const answerCall = (): KindedAnswer => answerUpload(world, call);
    return serveTarget(world, { target: 'upload', call, answerCall });
  }
  const answerCall = (): Promise<KindedAnswer> => answerSharePoint(world, call);
  return serveTarget(world, { target: 'peopleManager', call, answerCall });
}

async function answerLocally(world: World, call: Call): Promise<Answer | undefined> {
  if (call.path === '/msi/token') return serveManagedIdentity(world, call);
  if (call.path === '/_control') return answerControl(world, call);
  if (call.path === '/_state' || call.path.startsWith('/_state/')) return answerState(world, call);
  if (call.path === '/') return jsonAnswer(200, overview(world));
  return jsonAnswer(404, { error: 'Not part of the simulated tenant.' });
}

function serveManagedIdentity(world: World, call: Call): Promise<Answer | undefined> {
  const identity = { options: world.options, knobs: () => world.knobs, keys: world.keys };
  const answerCall = async (): Promise<KindedAnswer> => {
    const refusal = world.throttle.admit('token', []);
    const answer =
      refusal === undefined
        ? await answerManagedIdentity(identity, call)
        : throttledIdentity(refusal);
    return { ...answer, kind: 'managedIdentity' };
  };
  return serveTarget(world, { target: 'token', call, answerCall });
}

function overview(world: World): Record<string, unknown> {
  return {
    tenantId: world.options.tenantId,
    hosts: world.hosts,
    tokenEndpoint: `/${world.options.tenantId}/oauth2/v2.0/token`,
    managedIdentity: '/msi/token',
    state: ['', '?user={upn}', '/counts', '/requests', '/properties', '/files', '/imports'].map(
      (rest) => `/_state${rest}`,
    ),
    control: '/_control',
  };
}

/** A fault of the tenant itself must not look like one of Microsoft's. */
function fail(response: ServerResponse, error: unknown): void {
  console.error('The simulated tenant failed:', error);
  if (response.headersSent) response.destroy();
  else sendAnswer(response, jsonAnswer(500, { error: 'The simulated tenant itself has failed.' }));
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
