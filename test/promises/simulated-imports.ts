import type { OpenSiteFiles } from '../../shared/model/site-files';
import { readImportFile } from '../../shared/push/import-file';
import type { ImportRow } from '../../shared/push/collect-import';
import type { ImportAnswer, ImportJob, ProfileImports } from '../../shared/push/profile-imports';
import { MemorySite } from '../fakes/memory-site-files';
import type { Random } from './random';

const MINUTE = 60_000;

/** Milliseconds; the longest outlasts the half hour after which the sweep wakes who sleeps. */
const DURATIONS = [20_000, 2 * MINUTE, 10 * MINUTE, 40 * MINUTE];

/** How many jobs may go wrong before all go well. */
const MAX_BAD_JOBS = 8;

const NOT_FOUND = 20;
const SOME_ROWS_FAILED = 30;

interface Job {
  readonly jobId: string;
  readonly fileUrl: string;
  /** When it reads its file, and when what it has read stands in the profiles; milliseconds since the epoch. */
  readonly readsAt: number;
  readonly endsAt: number;
  readonly error: number;
  /** What it has read; undefined before that. */
  rows?: readonly ImportRow[];
  end?: number;
}

/**
 * SharePoint's bulk import as a simulation needs it: a job reads its file some time after it was queued, and writes what
 * it has read, which may be old by then, some time later. Jobs may end badly, never end, be queued without their id
 * being told, or not be queued at all.
 */
export class SimulatedImports {
  /** Probability that a job goes wrong in one of the ways there are; the jobs of a late hour all go well. */
  badJobs = 0;
  /** The next jobs read their file at once and take so long, in milliseconds; drawn when absent. */
  duration: number | undefined;
  /** All jobs end with this error; drawn when absent. */
  error: number | undefined;
  calls = 0;
  readonly jobs: Job[] = [];
  readonly site = new MemorySite();
  onImport: (objectId: string, values: ImportRow['values']) => void = () => undefined;
  readonly #random: Random;
  readonly #now: () => number;
  #hasNamedUnfit = false;
  #badJobs = 0;

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
    this.site.onCall = () => {
      this.calls += 1;
    };
  }

  readonly openSiteFiles: OpenSiteFiles = (call) => this.site.open(call);

  readonly profileImports: ProfileImports = {
    queue: async ({ fileUrl, properties }) => {
      this.calls += 1;
      return this.#refusal(properties) ?? this.#queue(fileUrl);
    },
    find: async (jobId) => {
      this.calls += 1;
      const job = this.jobs.find((one) => one.jobId === jobId);
      return job === undefined ? undefined : show(job);
    },
    list: async () => {
      this.calls += 1;
      return this.jobs.map(show);
    },
  };

  /** Whether something is still to come of a job, whoever follows it. */
  get isBusy(): boolean {
    return this.jobs.some(({ end, endsAt }) => end === undefined && endsAt < Infinity);
  }

  /** After the clock has gone on: what jobs have read and written by now, in the order of its time. */
  tick(): void {
    const now = this.#now();
    for (const job of this.jobs) {
      if (job.end === undefined && job.rows === undefined && job.readsAt <= now) this.#read(job);
    }
    const due = this.jobs.filter((job) => job.end === undefined && job.endsAt <= now);
    for (const job of due.sort((a, b) => a.endsAt - b.endsAt)) this.#write(job);
  }

  #goesWrong(share = 1): boolean {
    const goesWrong = this.#badJobs < MAX_BAD_JOBS && this.#random.chance(this.badJobs * share);
    if (goesWrong) this.#badJobs += 1;
    return goesWrong;
  }

  #refusal(properties: readonly string[]): ImportAnswer | undefined {
    if (!this.#goesWrong(0.5)) return undefined;
    const [name] = properties;
    if (name === undefined || this.#hasNamedUnfit || this.#random.chance(0.5)) {
      return { kind: 'refused', message: 'No import now.' };
    }
    this.#hasNamedUnfit = true;
    return { kind: 'unfit', trait: 'userEditable', properties: [name] };
  }

  #queue(fileUrl: string): ImportAnswer {
    const jobId = `job ${this.jobs.length + 1}`;
    const isStuck = this.#goesWrong(0.25);
    const duration = isStuck ? Infinity : (this.duration ?? this.#random.pick(DURATIONS));
    const mayRead = this.duration === undefined ? this.#random.below(duration) : 0;
    const reading = isStuck ? Infinity : mayRead;
    const isBad = this.#goesWrong();
    const drawn = isBad ? this.#random.pick([1, SOME_ROWS_FAILED, SOME_ROWS_FAILED]) : 0;
    const now = this.#now();
    const error = this.error ?? drawn;
    this.jobs.push({ jobId, fileUrl, readsAt: now + reading, endsAt: now + duration, error });
    return this.#goesWrong() ? { kind: 'queued' } : { kind: 'queued', jobId };
  }

  #read(job: Job): void {
    const content = this.site.files.get(job.fileUrl);
    if (content === undefined) job.end = NOT_FOUND;
    else job.rows = readImportFile(content);
  }

  /** Of a job that fails nobody knows what it has written; of those it has skipped its log mostly tells. */
  #write(job: Job): void {
    const { error, rows = [] } = job;
    job.end = error;
    const skipped = error === 0 ? [] : rows.filter(() => this.#random.chance(0.5));
    for (const row of rows) {
      if (!skipped.includes(row)) this.onImport(row.objectId, row.values);
    }
    if (error !== SOME_ROWS_FAILED || this.#random.chance(0.2)) return;
    const log = skipped.map(({ objectId }) => `IdentityNotResolvable\t${objectId}`);
    this.site.place(`${logFolderOf(job)}/1.log`, log.join('\r\n'));
  }
}

function show(job: Job): ImportJob {
  const { jobId, fileUrl, end } = job;
  const state = end === undefined ? 'processing' : end === 0 ? 'succeeded' : 'error';
  const hasLog = end === SOME_ROWS_FAILED;
  const log = hasLog ? { logFolderUrl: logFolderOf(job) } : {};
  return { jobId, fileUrl, state, error: end ?? 0, ...log };
}

function logFolderOf({ fileUrl, jobId }: Job): string {
  return `${fileUrl.slice(0, fileUrl.lastIndexOf('/'))}/${encodeURIComponent(jobId)}`;
}
