import { describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import type { BlockFiles } from '../../shared/intake/block-files';
import { createChunkWriter } from '../../shared/intake/chunk-changes';
import { personKey } from '../../shared/model/person-key';

const NAME = 'x'.repeat(30_000);

/** Files that take a while for each block, and note what is asked of them. */
function slowFiles(stageBlock: () => Promise<void> = () => Promise.resolve()) {
  const asked = { staging: 0, mostAtOnce: 0, staged: new Set<string>(), committed: 0 };
  const files: BlockFiles = {
    upload: async () => 'etag',
    async stage(_file, blockId) {
      asked.staging += 1;
      asked.mostAtOnce = Math.max(asked.mostAtOnce, asked.staging);
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      await stageBlock();
      asked.staging -= 1;
      asked.staged.add(blockId);
    },
    async commit(_file, blockIds) {
      asked.committed += 1;
      expect(blockIds.filter((blockId) => !asked.staged.has(blockId))).toEqual([]);
      expect(new Set(blockIds).size).toBe(asked.staged.size);
      return 'etag';
    },
  };
  return { files, asked };
}

async function deliver(files: BlockFiles, count: number) {
  const writer = createChunkWriter(files);
  for (let index = 0; index < count; index += 1) {
    const userId = `E-${index % 5}`;
    const change = { index, userId, fields: { name: NAME }, extended: [] };
    await writer.add(change, personKey(userId));
  }
  return writer.finish();
}

describe('writing chunks', () => {
  test('a large delivery keeps few blocks in flight, and commits what has arrived', async () => {
    const { files, asked } = slowFiles();
    const { parts } = await deliver(files, 400);
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(asked.committed).toBe(1);
    expect(asked.staged.size).toBeGreaterThan(20);
    expect(asked.mostAtOnce).toBe(4);
  });

  test('K3: parts share no bucket of the store that fits into one', async () => {
    const written: Buffer[] = [];
    const { files } = slowFiles();
    const writer = createChunkWriter({
      ...files,
      upload: async (_file, bytes) => (written.push(bytes), 'etag'),
    });
    for (let index = 0; index < 25_000; index += 1) {
      const userId = `E-${index}`;
      await writer.add({ index, userId, fields: {}, extended: [] }, personKey(userId));
    }
    const { parts } = await writer.finish();
    const lines = Buffer.concat(written);
    const buckets = parts.flatMap(({ offset, length }) => {
      const part = lines
        .toString('utf8', offset, offset + length)
        .trimEnd()
        .split('\n');
      return [...new Set(part.map((line) => personKey(JSON.parse(line).u).bucket))];
    });
    expect(parts).toHaveLength(3);
    expect(Math.max(...parts.map(({ count }) => count))).toBeLessThanOrEqual(10_000);
    expect(buckets).toEqual('0123456789abcdef'.split(''));
  });

  test('K1: a block that cannot be written is thrown, and nothing becomes visible', async () => {
    const { files, asked } = slowFiles(() => Promise.reject(new Error('The disk is full.')));
    await expect(deliver(files, 400)).rejects.toThrow('The disk is full.');
    await expect(deliver(files, 50)).rejects.toThrow('The disk is full.');
    expect(asked.committed).toBe(0);
  });

  test('a delivery that is given up leaves its failing writes without harm', async () => {
    const { files } = slowFiles(() => Promise.reject(new Error('The disk is full.')));
    const writer = createChunkWriter(files);
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    for (let index = 0; index < 12; index += 1) {
      const change = { index, userId: 'a', fields: { name: NAME }, extended: [] };
      await writer.add(change, personKey('a'));
    }
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
