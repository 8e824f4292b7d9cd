import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { SamplePerson } from './sample-people';

const POLL_MS = 500;

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  index: z.number().optional(),
  userId: z.string().optional(),
  property: z.string().optional(),
  status: z.string().optional(),
});

const acceptedSchema = z.object({ submissionId: z.string(), statusUrl: z.string() });

const submissionSchema = z.object({
  submissionId: z.string(),
  kind: z.string(),
  state: z.string(),
  received: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  outcomes: z.record(z.string(), z.number()),
  push: z.record(z.string(), z.number()),
  errors: z.array(errorSchema),
  errorCount: z.number(),
});

/** A submission as its status address tells it. */
export type Submission = z.infer<typeof submissionSchema>;

/** The product as an HR system sees it: an address and a token. */
export interface Door {
  readonly appUrl: string;
  readonly token: string;
}

/** `POST app/togouserprofile/batch/upsert`; returns the address of the status. */
export async function deliverBatch(door: Door, users: readonly SamplePerson[]): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  return deliver(door, '/app/togouserprofile/batch/upsert', {
    headers,
    body: JSON.stringify({ users }),
  });
}

/** `POST app/togouserprofile/uploadfile`; returns the address of the status. */
export async function deliverFile(door: Door, users: readonly SamplePerson[]): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([JSON.stringify({ users })]), 'people.json');
  // A stream of unknown length would be refused, so the form is put together first.
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
  return deliver(door, '/app/togouserprofile/uploadfile', { headers, body });
}

async function deliver(
  { appUrl, token }: Door,
  path: string,
  { headers, body }: { headers: Record<string, string>; body: string | Buffer<ArrayBuffer> },
): Promise<string> {
  const response = await fetch(new URL(path, appUrl), {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}` },
    body,
  });
  const answer: unknown = await response.json();
  if (response.status !== 200) {
    throw new Error(`${path} answered ${String(response.status)}: ${JSON.stringify(answer)}`);
  }
  return acceptedSchema.parse(answer).statusUrl;
}

/** Asks until every submission has ended, telling `report` each time how they stand. */
export async function waitForAll(
  door: Door,
  statusUrls: readonly string[],
  report: (submissions: readonly Submission[]) => void,
): Promise<Submission[]> {
  for (;;) {
    const submissions = await Promise.all(statusUrls.map((url) => readStatus(door, url)));
    report(submissions);
    if (submissions.every(hasEnded)) return submissions;
    await wait(POLL_MS);
  }
}

function hasEnded({ state }: Submission): boolean {
  return ['completed', 'completedWithErrors', 'failed'].includes(state);
}

async function readStatus({ token }: Door, url: string): Promise<Submission> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`${url} answered ${String(response.status)}`);
  return submissionSchema.parse(await response.json());
}
