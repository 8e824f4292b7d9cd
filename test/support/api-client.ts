import { eventually } from './eventually';
import { moveClock } from './tenant-desk';
import { TENANT_ID, type TestSystem } from './test-settings';

export type Client = 'hr-system' | 'hr-readonly' | 'sync-admin' | 'sync-reader';

/** An answer of the app, its body parsed where it is JSON. */
export interface ApiAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface ApiError {
  readonly code: string;
  readonly message: string;
  readonly index?: number;
  readonly userId?: string;
  readonly field?: string;
  readonly status?: string;
}

/** What a delivery is answered with. */
export interface Accepted {
  readonly submissionId: string;
  readonly status: string;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly errors: readonly ApiError[];
  readonly statusUrl: string;
}

/** A submission as its status address tells it. */
export interface Submission {
  readonly submissionId: string;
  readonly kind: string;
  readonly state: string;
  readonly sequence: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly push: Readonly<Record<string, number>>;
  readonly errors: readonly ApiError[];
  readonly errorCount: number;
}

export interface Refusal {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly correlationId: string;
  };
}

export type Person = Readonly<Record<string, unknown>>;

export const BATCH = '/app/togouserprofile/batch/upsert';
export const FILE = '/app/togouserprofile/uploadfile';

interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address, such as `?mode=replace`. */
  readonly query?: string;
}

/** A real token of the simulated tenant, had by client credentials. */
export async function fetchToken(tenantUrl: string, client: Client): Promise<string> {
  const response = await fetch(new URL(`/${TENANT_ID}/oauth2/v2.0/token`, tenantUrl), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: 'local-only',
      scope: 'api://profile-sync/.default',
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`${client} got no token: ${response.status}`);
  return token;
}

/**
 * Moves the time of tenant and app, waits until the app has noticed, and signs in again: tokens are good for an hour.
 * An app that runs beside its tenant follows it half a second behind.
 */
export async function letTimePass(system: TestSystem, step: string): Promise<ApiClient> {
  await moveClock(system.tenantUrl, step);
  const client = await ApiClient.signIn(system);
  await eventually(
    () => client.get('/app/togouserprofile/submissions/none'),
    ({ status }) => status === 404,
  );
  return client;
}

/** The app as one of its callers sees it: an address and a token. */
export class ApiClient {
  readonly token: string;
  readonly #system: TestSystem;

  constructor(system: TestSystem, token: string) {
    this.#system = system;
    this.token = token;
  }

  /** Signs in at the tenant; after a day of moved time, sign in again. */
  static async signIn(system: TestSystem, client: Client = 'hr-system'): Promise<ApiClient> {
    return new ApiClient(system, await fetchToken(system.tenantUrl, client));
  }

  /** One request with the token; the caller says what it expects to find in the body. */
  async send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    init: { headers?: Readonly<Record<string, string>>; body?: string | Uint8Array } = {},
  ): Promise<ApiAnswer<Body>> {
    const response = await fetch(new URL(path, this.#system.appUrl), {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...init.headers },
      ...(init.body === undefined ? {} : { body: Buffer.from(init.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const body = (isJson ? JSON.parse(text) : { text }) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  get<Body = Record<string, unknown>>(path: string): Promise<ApiAnswer<Body>> {
    return this.send<Body>('GET', path);
  }

  /** Sends people as a batch, whatever comes of it. */
  postBatch<Body = Accepted>(
    users: readonly Person[],
    { headers = {}, query = '' }: Sending = {},
  ): Promise<ApiAnswer<Body>> {
    return this.postText<Body>(JSON.stringify({ users }), { headers, query });
  }

  /** Sends a text as the body of a batch. */
  postText<Body = Accepted>(
    body: string,
    { headers = {}, query = '' }: Sending = {},
  ): Promise<ApiAnswer<Body>> {
    return this.send<Body>('POST', BATCH + query, {
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  /** Sends a text as an uploaded file. */
  async postFile<Body = Accepted>(
    content: string | Uint8Array,
    { headers = {}, query = '' }: Sending = {},
  ): Promise<ApiAnswer<Body>> {
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(content)]), 'people.json');
    const encoded = new Response(form);
    const body = new Uint8Array(await encoded.arrayBuffer());
    const contentType = encoded.headers.get('content-type') ?? '';
    return this.send<Body>('POST', FILE + query, {
      headers: { 'content-type': contentType, ...headers },
      body,
    });
  }

  /**
   * Delivers a batch that must be accepted.
   * @throws Error with the answer when it is not
   */
  async deliver(users: readonly Person[], sending: Sending = {}): Promise<Accepted> {
    return accepted(await this.postBatch(users, sending));
  }

  /** The same by file. */
  async upload(users: readonly Person[], sending: Sending = {}): Promise<Accepted> {
    return accepted(await this.postFile(JSON.stringify({ users }), sending));
  }

  /** Where a delivery stands. */
  async status(submissionId: string): Promise<Submission> {
    const path = `/app/togouserprofile/submissions/${submissionId}`;
    const { status, body } = await this.get<Submission>(path);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits for the end of a delivery. */
  ended(submissionId: string): Promise<Submission> {
    return eventually(() => this.status(submissionId), hasEnded);
  }

  /** Waits for an end of a delivery of `hr-system` that time brings: a minute and more is let pass again and again, so that timers run. */
  async endedInTime(submissionId: string): Promise<Submission> {
    return eventually(async () => {
      const later = await letTimePass(this.#system, '+61s');
      return later.status(submissionId);
    }, hasEnded);
  }

  /** Delivers and waits for the end. */
  async complete(users: readonly Person[], sending: Sending = {}): Promise<Submission> {
    const { submissionId } = await this.deliver(users, sending);
    return this.ended(submissionId);
  }
}

function hasEnded({ state }: Submission): boolean {
  return ['completed', 'completedWithErrors', 'failed'].includes(state);
}

function accepted({ status, body }: ApiAnswer<Accepted>): Accepted {
  if (status !== 200) {
    throw new Error(`Refused with ${status}: ${JSON.stringify(body).slice(0, 1_000)}`);
  }
  return body;
}
