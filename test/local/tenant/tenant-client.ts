import { request, type IncomingHttpHeaders } from 'node:http';
import { startTenant } from '../../../infra/local/tenant/tenant-server';

export const tenantId = '11111111-1111-4111-8111-111111111111';
export const ingestRoles = ['User.Read.All', 'User.ReadWrite.All'];
export const graphHost = 'graph.microsoft.com';
export const rootHost = 'contoso.sharepoint.com';
export const adminHost = 'contoso-admin.sharepoint.com';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  /** The body as JSON; the test says what it expects there. */
  json: () => Json;
}

/** JSON read in tests: any member may be asked for, and is checked by the test's expectation. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a type for each answer would say nothing that the expectation does not
export type Json = any;

export interface Sent {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A tenant on a free port and the ways in which tests speak to it. */
export class TenantClient {
  readonly url: string;
  /** Offsets that the tenant has asked for. */
  readonly offsets: number[] = [];
  readonly #close: () => Promise<void>;
  readonly #tokens = new Map<string, string>();

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  /** `shiftClock` moves the clock of this process when the tenant is told to; without it nothing moves. */
  static async start(shiftClock?: (offsetMs: number) => void): Promise<TenantClient> {
    const offsets: number[] = [];
    const tenant = await startTenant({
      port: 0,
      tenantId,
      audience: 'api://profile-sync',
      sharePointHost: rootHost,
      ingestRoles,
      onClockShift: (offsetMs) => {
        offsets.push(offsetMs);
        shiftClock?.(offsetMs);
      },
    });
    const client = new TenantClient(tenant.url, () => tenant.close());
    return Object.assign(client, { offsets });
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Sends a request as it stands: the address is not encoded or corrected on the way. */
  send(path: string, sent: Sent = {}): Promise<Reply> {
    return sendRequest(this.url, path, sent);
  }

  async control(knobs: Json): Promise<Json> {
    const reply = await this.send('/_control', { method: 'POST', body: knobs });
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.json();
  }

  async state(query = ''): Promise<Json> {
    return (await this.send(`/_state${query}`)).json();
  }

  /** A token of the app's managed identity. */
  async appToken(resource: string): Promise<string> {
    const known = this.#tokens.get(resource);
    if (known !== undefined) return known;
    const query = `api-version=2019-08-01&resource=${encodeURIComponent(resource)}`;
    const reply = await this.send(`/msi/token?${query}`, { headers: { 'X-IDENTITY-HEADER': 'x' } });
    const token = String(reply.json().access_token);
    this.#tokens.set(resource, token);
    return token;
  }

  /** For tests that turn roles or keys: tokens had before no longer fit. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  async graph(path: string, sent: Sent = {}): Promise<Reply> {
    const token = await this.appToken(`https://${graphHost}`);
    const headers = { Authorization: `Bearer ${token}`, ...sent.headers };
    return this.send(`/v1.0${path}`, { ...sent, host: graphHost, headers });
  }

  async sharePoint(path: string, sent: Sent = {}): Promise<Reply> {
    const host = sent.host ?? adminHost;
    const headers = {
      Authorization: `Bearer ${await this.appToken(`https://${host}`)}`,
      Accept: 'application/json;odata=nometadata',
      ...sent.headers,
    };
    return this.send(`/_api/SP.UserProfiles.PeopleManager/${path}`, { ...sent, host, headers });
  }

  setSingle(accountName: string, propertyName: string, propertyValue: Json): Promise<Reply> {
    const body = { accountName, propertyName, propertyValue };
    return this.sharePoint('SetSingleValueProfileProperty', { method: 'POST', body });
  }

  setMulti(accountName: string, propertyName: string, propertyValues: Json): Promise<Reply> {
    const body = { accountName, propertyName, propertyValues };
    return this.sharePoint('SetMultiValuedProfileProperty', { method: 'POST', body });
  }

  /** The profile as SharePoint gives it back, by property. */
  async profile(principalName: string): Promise<Record<string, string>> {
    const reply = await this.sharePoint(readAddress('GetUserProfileProperties', principalName));
    const values = reply.json().value as { Key: string; Value: string }[];
    return Object.fromEntries(values.map(({ Key, Value }) => [Key, Value]));
  }
}

export function account(principalName: string): string {
  return `i:0#.f|membership|${principalName}`;
}

export function readAddress(operation: string, principalName: string): string {
  const name = account(principalName).replaceAll("'", "''");
  return `${operation}(accountName=@v)?@v='${encodeURIComponent(name)}'`;
}

export function sendRequest(url: string, path: string, sent: Sent): Promise<Reply> {
  const body = sent.body === undefined ? undefined : bodyOf(sent.body);
  const headers: Record<string, string> = {
    ...(sent.host === undefined ? {} : { Host: sent.host }),
    ...(body === undefined ? {} : { 'Content-Type': contentTypeOf(body) }),
    ...sent.headers,
  };
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path, method: sent.method ?? 'GET', headers, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const bytes = Buffer.concat(pieces);
          const text = bytes.toString('utf8');
          const json = (): Json => JSON.parse(text);
          const { statusCode: status = 0, headers: given } = incoming;
          resolve({ status, headers: given, text, bytes, json });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function bodyOf(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function contentTypeOf(body: string | Buffer): string {
  return Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
}
