import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import { parseAnswer, type AskSite, type SiteAnswer } from './graph-site-request';

/** Up to here a file goes in one request; more can, by the documentation of today, but need not in the older one. */
export const WHOLE_BYTES = 4_000_000;

/** A multiple of 320 KiB, as Graph asks for, and small enough for a slow line within the time of a call. */
const PIECE_BYTES = 16 * 327_680;

/** How often in a row a piece may not get on before the upload is given up. */
const MAX_STANDSTILLS = 3;

const sessionSchema = z.object({ uploadUrl: z.url() });
const progressSchema = z.object({ nextExpectedRanges: z.array(z.string()) });

/** A file to be uploaded. */
export interface Upload {
  /** Of the request that opens a session. */
  readonly path: string;
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Uploads a file in pieces and gives the answer to the last, or a refusal. A session that is gone before its end is
 * begun again once. Its address is a secret for as long as it lives, and is told to nobody.
 */
export async function uploadInPieces(ask: AskSite, upload: Upload): Promise<SiteAnswer> {
  const answer = await uploadOnce(ask, upload);
  return isGone(answer) ? uploadOnce(ask, upload) : answer;
}

async function uploadOnce(ask: AskSite, { path, name, content }: Upload): Promise<SiteAnswer> {
  const item = { '@microsoft.graph.conflictBehavior': 'replace', name };
  const opened = await ask.graph({ method: 'post', path, body: { item } });
  if (opened.status !== 200) return opened;
  const { uploadUrl: url } = parseAnswer(sessionSchema, opened);
  let from = 0;
  for (let standstills = 0; standstills < MAX_STANDSTILLS;) {
    const answer = (await tryPiece(ask, url, { content, from })) ?? (await ask.direct({ url }));
    if (!isUnderWay(answer)) return answer;
    const next = startOf(answer);
    standstills = next > from ? 0 : standstills + 1;
    from = next;
  }
  throw new SyncError('TenantUnavailable', 'SharePoint does not get on with an upload.');
}

/** Undefined where the session has to be asked how far it is: the piece was refused, or nobody knows. */
async function tryPiece(
  ask: AskSite,
  url: string,
  { content, from }: { readonly content: Buffer; readonly from: number },
): Promise<SiteAnswer | undefined> {
  const piece = content.subarray(from, from + PIECE_BYTES);
  const range = `bytes ${from}-${from + piece.length - 1}/${content.length}`;
  try {
    const answer = await ask.direct({ url, put: { content: piece, range } });
    return answer.status === 416 ? undefined : answer;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'TenantUnavailable') return undefined;
    throw error;
  }
}

/** A session answers 202 to a piece, 200 to a question; what carries the file itself is the end. */
function isUnderWay({ status, content }: SiteAnswer): boolean {
  return status === 202 || (status === 200 && content.includes('"nextExpectedRanges"'));
}

function isGone({ status }: SiteAnswer): boolean {
  return status === 404 || status === 401;
}

/** The first byte that is missing, of `["327680-"]`. */
function startOf(answer: SiteAnswer): number {
  const [range = ''] = parseAnswer(progressSchema, answer).nextExpectedRanges;
  const start = Number.parseInt(range, 10);
  if (Number.isNaN(start))
    throw new SyncError('TenantUnavailable', 'An upload has lost its place.');
  return start;
}
