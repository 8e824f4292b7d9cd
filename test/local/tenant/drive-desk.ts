import { installShiftedClock } from '../../../infra/local/shifted-clock';
import {
  graphHost,
  rootHost,
  sendRequest,
  TenantClient,
  type Json,
  type Reply,
  type Sent,
} from './tenant-client';

export const togo = `/sites/${rootHost}:/sites/togo`;
export const libraryUrl = `https://${rootHost}/sites/togo/Shared%20Documents`;

/** How tests speak to sites and drives; the tenant's clock is that of the test's process. */
export class DriveDesk {
  readonly tenant: TenantClient;
  #drive: string | undefined;

  private constructor(tenant: TenantClient) {
    this.tenant = tenant;
  }

  static async open(): Promise<DriveDesk> {
    const clock = installShiftedClock();
    return new DriveDesk(await TenantClient.start((offsetMs) => clock.shift(offsetMs)));
  }

  async reset(): Promise<void> {
    this.#drive = undefined;
    await this.tenant.control({ reset: true });
    this.tenant.forgetTokens();
  }

  close(): Promise<void> {
    return this.tenant.close();
  }

  /** `/drives/{id}` of the default library of `/sites/togo`. */
  async drive(): Promise<string> {
    this.#drive ??= String((await this.tenant.graph(`${togo}:/drive`)).json().id);
    return `/drives/${this.#drive}`;
  }

  /** A request to what follows `/drives/{id}`. */
  async ask(rest: string, sent: Sent = {}): Promise<Reply> {
    return this.tenant.graph(`${await this.drive()}${rest}`, sent);
  }

  post(rest: string, body: Json): Promise<Reply> {
    return this.ask(rest, { method: 'POST', body });
  }

  put(path: string, content: string | Buffer, query = ''): Promise<Reply> {
    const body = Buffer.isBuffer(content) ? content : Buffer.from(content);
    return this.ask(`/root:/${path}:/content${query}`, { method: 'PUT', body });
  }

  async makeFolder(name: string, parent = '/root'): Promise<Json> {
    return (await this.post(`${parent}/children`, { name, folder: {} })).json();
  }

  /** To an address outside Graph, with no token but what it carries itself. */
  sendTo(url: string, sent: Sent = {}): Promise<Reply> {
    const { host, pathname, search } = new URL(url);
    return sendRequest(this.tenant.url, pathname + search, { host, ...sent });
  }

  async contentOf(url: string): Promise<Buffer> {
    const reply = await this.tenant.send(`/_state/files?url=${encodeURIComponent(url)}`);
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.bytes;
  }

  async filePaths(): Promise<string[]> {
    const { files } = await this.tenant.state('/files');
    return (files as { url: string }[]).map(({ url }) => url);
  }

  /** A token with just these roles on Graph from now on. */
  async holdOnly(...roles: string[]): Promise<void> {
    await this.drive();
    await this.tenant.control({ roles: { graph: roles } });
    this.tenant.forgetTokens();
  }

  /** Status and code of a refusal, with the innermost code where there is one. */
  async refusalOf(reply: Promise<Reply>): Promise<unknown[]> {
    const { status, json } = await reply;
    const { code, innerError } = json().error;
    expectEnvelope(innerError);
    return innerError.code === undefined ? [status, code] : [status, code, innerError.code];
  }

  async countsOf(target: string): Promise<Json> {
    return (await this.tenant.state('/counts')).requests[target];
  }

  graphUrl(path: string): string {
    return `https://${graphHost}/v1.0${path}`;
  }
}

function expectEnvelope(innerError: Json): void {
  if (typeof innerError?.['request-id'] !== 'string') throw new Error('No envelope of Graph.');
}
