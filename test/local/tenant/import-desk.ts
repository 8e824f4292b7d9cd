import { installShiftedClock } from '../../../infra/local/shifted-clock';
import {
  adminHost,
  rootHost,
  TenantClient,
  type Json,
  type Reply,
  type Sent,
} from './tenant-client';

const library = `https://${rootHost}/sites/togo/Shared%20Documents`;
const restRoot = '/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant';
const tenantType = '{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}';

export interface Order {
  idType?: number;
  idProperty?: string;
  map?: Record<string, string>;
  sourceUri?: string;
}

/** How tests speak to the bulk import; the tenant's clock is that of the test's process. */
export class ImportDesk {
  readonly tenant: TenantClient;
  #drive: string | undefined;

  private constructor(tenant: TenantClient) {
    this.tenant = tenant;
  }

  static async open(): Promise<ImportDesk> {
    const clock = installShiftedClock();
    return new ImportDesk(await TenantClient.start((offsetMs) => clock.shift(offsetMs)));
  }

  /** As after a start, with jobs that stay in each of their states for 100 seconds. */
  async reset(): Promise<void> {
    this.tenant.forgetTokens();
    this.#drive = undefined;
    await this.tenant.control({ reset: true, imports: { seconds: 300 } });
  }

  async pass(time: string): Promise<void> {
    // Tokens live for a day.
    this.tenant.forgetTokens();
    await this.tenant.control({ clock: `+${time}` });
  }

  /** Uploads a file for the import through Graph and gives its address. */
  async putFile(name: string, content: Json, { mark = true } = {}): Promise<string> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const reply = await this.tenant.graph(`${await this.#root()}:/${name}:/content`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: `${mark ? '\uFEFF' : ''}${text}`,
    });
    if (reply.status > 201) throw new Error(reply.text);
    return `${library}/${name}`;
  }

  async removeFile(name: string): Promise<void> {
    const address = `${await this.#root()}:/${name}`;
    const reply = await this.tenant.graph(address, { method: 'DELETE' });
    if (reply.status !== 204) throw new Error(reply.text);
  }

  /** Where the library's folder stands in Graph. */
  async #root(): Promise<string> {
    if (this.#drive === undefined) {
      const site = (await this.tenant.graph(`/sites/${rootHost}:/sites/togo`)).json();
      const drive = (await this.tenant.graph(`/sites/${String(site.id)}/drive`)).json();
      this.#drive = `/drives/${String(drive.id)}/root`;
    }
    return this.#drive;
  }

  /** Imports rows from a file of their own and gives the job as it ends. */
  async import(rows: Json, order: Order = {}, file: { mark?: boolean } = {}): Promise<Json> {
    const name = `${String(Date.now())}-${String(Math.random()).slice(2)}.json`;
    const content = typeof rows === 'string' ? rows : { value: rows };
    const sourceUri = await this.putFile(name, content, file);
    const jobId = await this.queue({ ...order, sourceUri });
    await this.pass('300s');
    return this.find(jobId);
  }

  csom(body: string, sent: Sent = {}): Promise<Reply> {
    return this.#post('/_vti_bin/client.svc/ProcessQuery', {
      ...sent,
      body,
      headers: { 'Content-Type': 'text/xml', ...sent.headers },
    });
  }

  rest(method: string, body?: Json, sent: Sent = {}): Promise<Reply> {
    const headers = {
      Accept: 'application/json;odata=nometadata',
      'Content-Type': 'application/json;charset=utf-8',
      ...sent.headers,
    };
    return this.#post(`${restRoot}/${method}`, { ...sent, body, headers });
  }

  async #post(path: string, sent: Sent): Promise<Reply> {
    const host = sent.host ?? adminHost;
    const token = await this.tenant.appToken(`https://${host}`);
    const headers = { Authorization: `Bearer ${token}`, ...sent.headers };
    return this.tenant.send(path, { method: 'POST', ...sent, host, headers });
  }

  async queue(order: Order): Promise<string> {
    const reply = await this.csom(queueRequest(order));
    const id = /^\/Guid\((.*)\)\/$/.exec(String(reply.json()[4]))?.[1];
    if (id === undefined) throw new Error(reply.text);
    return id;
  }

  async find(jobId: string): Promise<Json> {
    return (await this.rest('GetImportProfilePropertyJob', { jobId })).json();
  }

  /** The lines of a job's log, each as its columns. */
  async log(jobId: string): Promise<string[][]> {
    const { LogFolderUri } = await this.find(jobId);
    const { files } = await this.tenant.state('/files');
    const urls = (files as { url: string }[]).map(({ url }) => url);
    const logs = urls.filter((url) => url.startsWith(`${String(LogFolderUri)}/`));
    const texts = await Promise.all(
      logs.map(async (url) => {
        const address = `/_state/files?url=${encodeURIComponent(url)}`;
        return (await this.tenant.send(address)).text;
      }),
    );
    const lines = texts.flatMap((text) => text.split('\r\n')).filter((line) => line !== '');
    return lines.map((line) => line.split('\t'));
  }
}

/** The request as documented, with whatever the test gives, text by text as it stands. */
export function queueRequest({ idType = 2, idProperty = 'IdName', map, sourceUri }: Order): string {
  const properties = Object.entries(map ?? { CostCenter: 'CostCenter' }).map(
    ([name, value]) => `<Property Name="${name}" Type="String">${value}</Property>`,
  );
  const parameters =
    `<Parameter Type="Enum">${String(idType)}</Parameter><Parameter Type="String">${idProperty}</Parameter>` +
    `<Parameter Type="Dictionary">${properties.join('')}</Parameter>` +
    `<Parameter Type="String">${sourceUri ?? `${library}/x.json`}</Parameter>`;
  return envelope(
    `<ObjectPath Id="2" ObjectPathId="1" /><Method Name="QueueImportProfileProperties" Id="3" ObjectPathId="1"><Parameters>${parameters}</Parameters></Method>`,
    '',
  );
}

export function findRequest(jobId: string): string {
  return envelope(
    '<ObjectPath Id="3" ObjectPathId="2" /><Query Id="4" ObjectPathId="2"><Query SelectAllProperties="true"><Properties /></Query></Query>',
    `<Method Id="2" ParentId="1" Name="GetImportProfilePropertyJob"><Parameters><Parameter Type="Guid">{${jobId}}</Parameter></Parameters></Method>`,
  );
}

export function listRequest(): string {
  return envelope(
    '<ObjectPath Id="3" ObjectPathId="2" /><Query Id="4" ObjectPathId="2"><Query SelectAllProperties="true"><Properties /></Query><ChildItemQuery SelectAllProperties="true"><Properties /></ChildItemQuery></Query>',
    '<Method Id="2" ParentId="1" Name="GetImportProfilePropertyJobs" />',
  );
}

export function envelope(actions: string, paths: string): string {
  return (
    '<Request AddExpandoFieldTypeSuffix="true" SchemaVersion="15.0.0.0" LibraryVersion="16.0.0.0" ApplicationName="ProfileSync" xmlns="http://schemas.microsoft.com/sharepoint/clientquery/2009">' +
    `<Actions>${actions}</Actions><ObjectPaths>${paths}<Constructor Id="1" TypeId="${tenantType}" /></ObjectPaths></Request>`
  );
}
