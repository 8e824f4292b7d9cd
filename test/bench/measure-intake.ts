import type { ChunkWriter } from '../../shared/intake/chunk-store';
import { createMemoryChunkStore } from '../../shared/intake/memory-chunk-store';
import { receiveUsers } from '../../shared/intake/receive-users';
import { intakeLimitsSchema } from '../../shared/model/sync-configuration';
import { peopleBody } from './bench-people';
import { fastest, type Timed } from './fastest';
import type { Cell } from './print-table';

const ROUNDS = 5;
const PEOPLE = { maxCount: 50_000, maxBytes: 99_000_000 };

/** Keeps nothing: what is left is reading, validating and hashing. */
const NOWHERE: ChunkWriter = {
  add: () => Promise.resolve(),
  reject: () => Promise.resolve(),
  finish: () => Promise.resolve({ parts: [], chunkEtag: '' }),
};

/** Parsing and validating, beside `JSON.parse` of the same bytes; the fastest of some rounds, taken in turn. */
export async function measureIntake(): Promise<Cell[][]> {
  const { bytes } = peopleBody('person', PEOPLE);
  const tasks: Timed[] = [
    ['JSON.parse of the whole', () => Promise.resolve(JSON.parse(bytes.toString('utf8')))],
    ['parsed and validated', () => receive(bytes, () => NOWHERE)],
    [
      'and written as chunks, in memory',
      () => receive(bytes, () => createMemoryChunkStore().create('id')),
    ],
  ];
  const seconds = await fastest(tasks, ROUNDS);
  const floor = seconds[0]?.[1] ?? NaN;
  return seconds.map(([what, taken]) => [
    what,
    (bytes.length / 1e6 / taken).toFixed(0),
    (floor / taken).toFixed(2),
  ]);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield bytes;
}

function receive(bytes: Buffer, createWriter: () => ChunkWriter): Promise<unknown> {
  const limits = intakeLimitsSchema.parse({});
  return receiveUsers({ body: once(bytes), limits, catalogue: new Map(), writer: createWriter() });
}
