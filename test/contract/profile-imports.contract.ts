import { describe, expect, it } from '@jest/globals';
import type { ImportForm, ProfileImports } from '../../shared/push/profile-imports';

/** A tenant that no import was queued in. */
export interface ImportsWorld {
  readonly imports: ProfileImports;
  readonly form: ImportForm;
  /** Puts an import's file into the tenant and gives its address. */
  putFile(rows: readonly Readonly<Record<string, string>>[]): Promise<string>;
  /** Entra's object id of somebody who has a profile. */
  readonly objectId: string;
  /** A property that an import can hold, and one that users edit. */
  readonly fit: string;
  readonly unfit: string;
  valueOf(property: string): Promise<unknown>;
  /** Lets so much time pass that jobs end. */
  waitForEnd(): Promise<void>;
}

const NO_JOB = '12345678-1234-4234-8234-123456789012';

/** What every `ProfileImports` does. */
export function describeProfileImports(name: string, open: () => Promise<ImportsWorld>): void {
  describe(name, () => {
    it('S39: imports a file, tells its job from the start to the end', async () => {
      const world = await open();
      const { imports, form, objectId, fit } = world;
      const fileUrl = await world.putFile([{ IdName: objectId, [fit]: 'Größe "ß" \\ 🎉' }]);
      const answer = await imports.queue({ fileUrl, properties: [fit] }, form);
      expect(answer).toEqual({ kind: 'queued', jobId: expect.any(String) });
      const jobId = (answer as { jobId: string }).jobId;
      const begun = await imports.find(jobId, form);
      expect(begun).toMatchObject({ jobId, fileUrl, error: 0 });
      expect(['submitted', 'processing', 'queued']).toContain(begun?.state);
      await world.waitForEnd();
      expect(await imports.find(jobId, form)).toEqual({
        jobId,
        fileUrl,
        state: 'succeeded',
        error: 0,
      });
      expect(await world.valueOf(fit)).toBe('Größe "ß" \\ 🎉');
    });

    it('lists its jobs, and knows no others', async () => {
      const world = await open();
      const { imports, form, objectId, fit } = world;
      expect(await imports.list(form)).toEqual([]);
      expect(await imports.find(NO_JOB, form)).toBeUndefined();
      const fileUrl = await world.putFile([{ IdName: objectId, [fit]: 'x' }]);
      const answer = await imports.queue({ fileUrl, properties: [fit] }, form);
      const [job, ...others] = await imports.list(form);
      expect(others).toEqual([]);
      expect(job).toMatchObject({ fileUrl, jobId: (answer as { jobId: string }).jobId });
    });

    it('S8: names the properties that no import can hold, and queues nothing', async () => {
      const world = await open();
      const { imports, form, objectId, fit, unfit } = world;
      const fileUrl = await world.putFile([{ IdName: objectId, [fit]: 'x', [unfit]: 'y' }]);
      expect(await imports.queue({ fileUrl, properties: [fit, unfit] }, form)).toEqual({
        kind: 'unfit',
        trait: 'userEditable',
        properties: [unfit],
      });
      expect(await imports.list(form)).toEqual([]);
    });

    it('tells an import whose file is gone', async () => {
      const world = await open();
      const { imports, form, fit } = world;
      const fileUrl = (await world.putFile([])).replace(/[^/]+$/, 'gone.json');
      await imports.queue({ fileUrl, properties: [fit] }, form);
      await world.waitForEnd();
      expect(await imports.list(form)).toEqual([
        expect.objectContaining({ state: 'error', error: 20, fileUrl }),
      ]);
    });
  });
}
