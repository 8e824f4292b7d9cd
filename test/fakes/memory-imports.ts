import { readImportFile } from '../../shared/push/import-file';
import type { ImportAnswer, ImportJob, ProfileImports } from '../../shared/push/profile-imports';
import { MEMORY_FOLDER_URL, MemorySite } from './memory-site-files';

interface MemoryJob {
  readonly jobId: string;
  readonly fileUrl: string;
  readonly properties: readonly string[];
  /** Milliseconds since the epoch; on the fake's clock. */
  readonly endsAt: number;
  end: number | undefined;
}

/** How the next job ends. */
export interface NextEnd {
  readonly error: number;
  /** Lines of its log. */
  readonly log?: readonly string[];
}

/**
 * SharePoint's bulk import in memory, and the site that its files lie in. A job ends after a minute; it reads its file
 * then, and `onImport` gets every value. What time has brought about happens when {@link MemoryImports.tick} is called.
 */
export class MemoryImports {
  readonly site = new MemorySite();
  readonly jobs: MemoryJob[] = [];
  /** Names of the calls, in order. */
  readonly calls: string[] = [];
  /** Answers in the place of the next ones to be queued; a function may throw. */
  readonly answers: (() => ImportAnswer)[] = [];
  /** So many of the next jobs are queued without telling their id. */
  emptyJobIds = 0;
  /** Jobs take so long, in milliseconds. */
  duration = 60_000;
  nextEnd: NextEnd = { error: 0 };
  /** Properties that no import can hold. */
  readonly editable = new Set<string>();
  onImport: (objectId: string, values: Readonly<Record<string, string>>) => void = () => undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly imports: ProfileImports = {
    queue: async ({ fileUrl, properties }) => {
      this.calls.push('queue');
      this.tick();
      const answer = this.answers.shift()?.();
      if (answer !== undefined) return answer;
      const unfit = properties.filter((name) => this.editable.has(name));
      if (unfit.length > 0) return { kind: 'unfit', trait: 'userEditable', properties: unfit };
      const jobId = `00000000-0000-4000-8000-${String(this.jobs.length + 1).padStart(12, '0')}`;
      const endsAt = this.#now() + this.duration;
      this.jobs.push({ jobId, fileUrl, properties, endsAt, end: undefined });
      if (this.emptyJobIds === 0) return { kind: 'queued', jobId };
      this.emptyJobIds -= 1;
      return { kind: 'queued' };
    },
    find: async (jobId) => {
      this.calls.push('find');
      this.tick();
      const job = this.jobs.find((one) => one.jobId === jobId);
      return job === undefined ? undefined : this.#show(job);
    },
    list: async () => {
      this.calls.push('list');
      this.tick();
      return this.jobs.map((job) => this.#show(job));
    },
  };

  /** Ends the jobs whose time has come. */
  tick(): void {
    for (const job of this.jobs) {
      if (job.end === undefined && job.endsAt <= this.#now()) this.#end(job);
    }
  }

  #end(job: MemoryJob): void {
    const content = this.site.files.get(job.fileUrl);
    const { error, log = [] } = this.nextEnd;
    this.nextEnd = { error: 0 };
    job.end = content === undefined ? 20 : error;
    if (log.length > 0)
      this.site.files.set(`${MEMORY_FOLDER_URL}/${job.jobId}/1.log`, Buffer.from(log.join('\r\n')));
    if (content === undefined || (error !== 0 && error !== 30)) return;
    for (const { objectId, values } of readImportFile(content)) {
      if (!log.some((line) => line.includes(objectId))) this.onImport(objectId, values);
    }
  }

  #show({ jobId, fileUrl, end }: MemoryJob): ImportJob {
    const logFolderUrl = `${MEMORY_FOLDER_URL}/${jobId}`;
    const hasLog = [...this.site.files.keys()].some((url) => url.startsWith(`${logFolderUrl}/`));
    return {
      jobId,
      fileUrl,
      state: end === undefined ? 'processing' : end === 0 ? 'succeeded' : 'error',
      error: end ?? 0,
      ...(hasLog ? { logFolderUrl } : {}),
    };
  }
}
