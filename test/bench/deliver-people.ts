import { setTimeout as pause } from 'node:timers/promises';
import { readStoredRows } from '../support/stored-rows';
import type { PeopleBody } from './bench-people';

const BATCH = '/app/togouserprofile/batch/upsert';
const FILE = '/app/togouserprofile/uploadfile';
const TOKENS = '/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token';
const POLL_MS = 50;
const BOUNDARY = 'bench-boundary';

/** Where to deliver, and where to see the end without troubling the app. */
export interface Door {
  readonly appUrl: string;
  readonly storage: string;
  readonly token: string;
}

export interface Delivery {
  readonly body: PeopleBody;
  readonly kind?: 'batch' | 'file';
  /** `answer`: do not wait for the end. */
  readonly until?: 'answer' | 'end';
}

interface Answer {
  readonly submissionId?: string;
  readonly accepted?: number;
}

/** Seconds from the first byte. */
export interface Taken {
  /** Until the 200 was here. */
  readonly answered: number;
  /** Until the submission was recorded as completed: behind the last row and the last outcome. */
  readonly ended: number;
}

/** A token of the tenant for the system that delivers. */
export async function signIn(tenantUrl: string): Promise<string> {
  const response = await fetch(new URL(TOKENS, tenantUrl), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'hr-system',
      client_secret: 'local-only',
      scope: 'api://profile-sync/.default',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Delivers people, and waits until they have arrived. */
export async function deliver(door: Door, delivery: Delivery): Promise<Taken> {
  const start = performance.now();
  const { submissionId = '', ...answer } = (await (await post(door, delivery)).json()) as Answer;
  if (answer.accepted !== delivery.body.count) throw new Error(JSON.stringify(answer));
  const answered = performance.now();
  if (delivery.until !== 'answer') await waitForEnd(door.storage, submissionId);
  const ended = performance.now();
  return { answered: (answered - start) / 1_000, ended: (ended - start) / 1_000 };
}

/** Posts people, whatever comes of it. */
export function post({ appUrl, token }: Door, { body, kind }: Delivery): Promise<Response> {
  const isFile = kind === 'file';
  return fetch(new URL(isFile ? FILE : BATCH, appUrl), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': isFile ? `multipart/form-data; boundary=${BOUNDARY}` : 'application/json',
    },
    body: isFile ? asForm(body.bytes) : Buffer.from(body.bytes),
  });
}

function asForm(bytes: Buffer): Buffer<ArrayBuffer> {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="people.json"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

async function waitForEnd(storage: string, submissionId: string): Promise<void> {
  const filter = `PartitionKey ge '2' and PartitionKey lt '3' and submissionId eq '${submissionId}'`;
  for (;;) {
    const [row] = await readStoredRows(storage, 'Submissions', filter);
    if (row?.['state'] === 'completed') return;
    if (row?.['completedAt'] !== undefined) throw new Error(`It ended ${String(row['state'])}.`);
    await pause(POLL_MS);
  }
}
