import { describe, expect, test } from '@jest/globals';
import { createConfigurationEditor } from '../../shared/configuration/configuration-editor';
import { createMemoryAuditLog } from '../fakes/memory-audit-log';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';

const BY = 'application 22222222-2222-4222-8222-222222222222';

function start(values: Parameters<typeof createMemorySettingsRows>[0] = {}) {
  const rows = createMemorySettingsRows(values);
  const audit = createMemoryAuditLog();
  const editor = createConfigurationEditor({ rows, audit, now: () => 0 });
  return { rows, audit, editor };
}

describe('the configuration editor', () => {
  test('shows the defaults of a row that does not exist', async () => {
    const row = await start().editor.get('Retention');
    expect(row).toEqual({ name: 'Retention', value: { submissionDays: 90, idempotencyDays: 7 } });
  });

  test('stores what was given, without the defaults', async () => {
    const { editor, rows } = start();
    const row = await editor.put({ name: 'Retention', value: { submissionDays: 30 }, by: BY });
    expect(row.value).toEqual({ submissionDays: 30, idempotencyDays: 7 });
    expect(await rows.read('Retention')).toEqual({
      text: '{"submissionDays":30}',
      etag: row.etag,
    });
  });

  test('replaces the version that the editor had seen', async () => {
    const { editor } = start({ Push: { graphWrites: true } });
    const { etag } = await editor.get('Push');
    const row = await editor.put({
      name: 'Push',
      value: { graphWrites: false },
      by: BY,
      etag: etag!,
    });
    expect(await editor.get('Push')).toEqual(row);
  });

  test.each([
    ['another version', 'W/"older"'],
    ['no row', undefined],
  ])('refuses an edit that expected %s', async (_, etag) => {
    const { editor, rows, audit } = start({ Push: {} });
    const edit = {
      name: 'Push',
      value: {},
      by: BY,
      ...(etag === undefined ? {} : { etag }),
    } as const;
    await expect(editor.put(edit)).rejects.toMatchObject({ code: 'EditConflict' });
    expect((await rows.read('Push'))?.text).toBe('{}');
    expect(audit.entries).toEqual([]);
  });

  test('of two edits at once, one is refused', async () => {
    const { editor, audit } = start({ Push: {} });
    const { etag } = await editor.get('Push');
    const edit = { name: 'Push', by: BY, etag: etag! } as const;
    const results = await Promise.allSettled([
      editor.put({ ...edit, value: { graphWrites: false } }),
      editor.put({ ...edit, value: { retryAfterHours: 1 } }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(audit.entries.map(({ result }) => result).sort()).toEqual(['done', 'refused']);
  });

  test.each([
    ['of the wrong type', { graphWrites: 'no' }, 'graphWrites'],
    ['beyond every calendar', { retryAfterHours: 1e300 }, 'retryAfterHours'],
    ['no object', [], 'expected object'],
    ['with a misspelt member', { graphWrite: false }, 'no member graphWrite'],
    ['with a member that only prototypes have', { constructor: 1 }, 'no member constructor'],
  ])('refuses a value that is %s', async (_, value, problem) => {
    const { editor, rows } = start();
    await expect(editor.put({ name: 'Push', value, by: BY })).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining(problem),
    });
    expect(await rows.read('Push')).toBeUndefined();
  });

  test('refuses a value that no column could hold', async () => {
    const mappings = Array.from({ length: 1_000 }, (_, place) => ({
      source: `x:property ${place}`,
      target: 'sharePoint',
      property: `Property${place}`,
    }));
    const edit = { name: 'PropertyMap', value: { mappings }, by: BY } as const;
    await expect(start().editor.put(edit)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  test('a broken row can be read and mended', async () => {
    const { editor, rows } = start();
    rows.edit('SyncConfiguration', '{"TogoUPEnabled":tru}');
    const { etag, ...broken } = await editor.get('SyncConfiguration');
    expect(broken).toEqual({
      name: 'SyncConfiguration',
      value: '{"TogoUPEnabled":tru}',
      problem: 'column Value holds no JSON',
    });
    await editor.put({
      name: 'SyncConfiguration',
      value: { TogoUPEnabled: true },
      by: BY,
      etag: etag!,
    });
    expect((await editor.get('SyncConfiguration')).problem).toBeUndefined();
  });

  test('notes who changed what, and from what', async () => {
    const { editor, audit } = start({ Push: { retryAfterHours: 24 } });
    const { etag } = await editor.get('Push');
    await editor.put({ name: 'Push', value: { retryAfterHours: 1 }, by: BY, etag: etag! });
    expect(audit.entries).toEqual([
      {
        by: BY,
        at: '1970-01-01T00:00:00.000Z',
        subject: 'Settings/Push',
        oldValue: '{"retryAfterHours":24}',
        newValue: '{"retryAfterHours":1}',
        result: 'done',
      },
    ]);
  });
});
