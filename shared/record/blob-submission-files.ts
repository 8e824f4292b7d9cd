import type { BlobDownloadResponseParsed, ContainerClient } from '@azure/storage-blob';
import { text } from 'node:stream/consumers';
import type { ChangeOutcome } from '../model/outcome';
import { mapInParallel } from '../storage/map-in-parallel';
import { storageRefusal } from '../storage/storage-call';
import type { StorageContainer } from '../storage/storage-container';
import type { SubmissionFiles } from './submission-files';

const DELETIONS_AT_ONCE = 8;

/**
 * The blobs `{id}/answer.json` and `{id}/outcomes/{part}.ndjson` of a submission, beside those of its chunks.
 */
export function createBlobSubmissionFiles(container: StorageContainer): SubmissionFiles {
  const readOutcomes: SubmissionFiles['readOutcomes'] = async (id, part) => {
    const lines = await readText(container, outcomesName(id, part));
    return lines === undefined ? undefined : parseLines(lines);
  };
  return {
    async saveAnswer(id, answer) {
      await write(container, { name: answerName(id), content: answer, type: 'application/json' });
    },
    readAnswer: (id) => readText(container, answerName(id)),
    async saveOutcomes(id, part, outcomes) {
      const content = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
      const name = outcomesName(id, part);
      const isFirst = await write(container, { name, content, type: NDJSON, onlyIfNew: true });
      return isFirst ? outcomes : ((await readOutcomes(id, part)) ?? outcomes);
    },
    readOutcomes,
    async deleteAll(id) {
      const names = await container.call((client) => listNames(client, `${id}/`));
      await mapInParallel(names, DELETIONS_AT_ONCE, (name) =>
        container.call((client, abortSignal) =>
          client.getBlobClient(name).deleteIfExists({ deleteSnapshots: 'include', abortSignal }),
        ),
      );
    },
  };
}

const NDJSON = 'application/x-ndjson';

function answerName(id: string): string {
  return `${id}/answer.json`;
}

function outcomesName(id: string, part: number): string {
  return `${id}/outcomes/${String(part).padStart(4, '0')}.ndjson`;
}

interface NewBlob {
  readonly name: string;
  readonly content: string;
  readonly type: string;
  readonly onlyIfNew?: boolean;
}

/** False when the blob is to be new and another stands already. */
function write(
  container: StorageContainer,
  { name, content, type, onlyIfNew = false }: NewBlob,
): Promise<boolean> {
  return container.call(async (client, abortSignal) => {
    try {
      await client.getBlockBlobClient(name).upload(content, Buffer.byteLength(content), {
        blobHTTPHeaders: { blobContentType: type },
        ...(onlyIfNew ? { conditions: { ifNoneMatch: '*' } } : {}),
        abortSignal,
      });
      return true;
    } catch (error) {
      if (onlyIfNew && ALREADY_THERE.has(storageRefusal(error).code ?? '')) return false;
      throw error;
    }
  });
}

const ALREADY_THERE: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet']);

function readText(container: StorageContainer, name: string): Promise<string | undefined> {
  return container.call(async (client, abortSignal) => {
    try {
      return await bodyOf(await client.getBlobClient(name).download(0, undefined, { abortSignal }));
    } catch (error) {
      if (storageRefusal(error).code === 'BlobNotFound') return undefined;
      throw error;
    }
  });
}

async function bodyOf({ readableStreamBody }: BlobDownloadResponseParsed): Promise<string> {
  return readableStreamBody === undefined ? '' : text(readableStreamBody);
}

async function listNames(client: ContainerClient, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of client.listBlobsFlat({ prefix })) names.push(name);
  return names;
}

/** Undefined for lines that are not ours any more: then nothing is known, as if they were gone. */
function parseLines(lines: string): ChangeOutcome[] | undefined {
  try {
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ChangeOutcome);
  } catch {
    return undefined;
  }
}
