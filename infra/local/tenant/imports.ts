import { randomUUID } from 'node:crypto';
import type { Drives } from './drives';
import { readImportFile } from './import-file';
import { importErrors, type FileVerdict, type ImportJob, type ImportOrder } from './import-job';
import { writeImportLog } from './import-log';
import { importRows, type ImportTarget } from './import-rows';
import type { ImportKnobs } from './knobs';

/** What imports work on. */
export interface ImportWorld extends ImportTarget {
  drives: Drives;
  /** Whether a host is one of this tenant's SharePoint hosts. */
  isOwnHost: (host: string) => boolean;
  knobs: () => ImportKnobs;
}

/**
 * The bulk imports of the tenant: submitted, processing (the file is read at its beginning), queued,
 * and then succeeded or failed, with the values in the profiles. Nothing runs by itself: `catchUp`
 * does what was due by then, in the order in which it was due.
 */
export class Imports {
  readonly #world: ImportWorld;
  #jobs: ImportJob[] = [];
  #open: ImportJob[] = [];
  /** When the last job ended. */
  #freeAt = 0;

  constructor(world: ImportWorld) {
    this.#world = world;
  }

  reset(): void {
    this.#jobs = [];
    this.#open = [];
    this.#freeAt = 0;
  }

  all(): readonly ImportJob[] {
    return this.#jobs;
  }

  find(id: string): ImportJob | undefined {
    return this.#jobs.find((job) => job.id === id.toLowerCase());
  }

  queue(order: ImportOrder): ImportJob {
    const job: ImportJob = {
      id: randomUUID(),
      order,
      state: 'submitted',
      error: importErrors.none,
      logFolderUri: null,
      queuedAt: Date.now(),
      stateMs: (this.#world.knobs().seconds * 1000) / 3,
      rows: 0,
      values: 0,
      imported: 0,
    };
    this.#jobs.push(job);
    this.#open.push(job);
    return job;
  }

  /** Takes back a job that has not started; false when there is none of that id. */
  remove(id: string): boolean {
    const job = this.find(id);
    if (job?.state !== 'submitted') return false;
    this.#jobs = this.#jobs.filter((one) => one !== job);
    this.#open = this.#open.filter((one) => one !== job);
    return true;
  }

  catchUp(now: number): void {
    for (let job = this.#nextDue(now); job !== undefined; job = this.#nextDue(now)) this.#step(job);
  }

  #nextDue(now: number): ImportJob | undefined {
    const { oneAtATime, stuck } = this.#world.knobs();
    const running = oneAtATime ? this.#open.slice(0, 1) : this.#open;
    for (const job of running) {
      job.dueAt ??= Math.max(job.queuedAt, oneAtATime ? this.#freeAt : 0) + job.stateMs;
    }
    return running
      .filter((job) => dueAt(job) <= now && !(stuck && job.state === 'processing'))
      .sort((one, other) => dueAt(one) - dueAt(other))[0];
  }

  #step(job: ImportJob): void {
    const time = dueAt(job);
    job.dueAt = time + job.stateMs;
    if (job.state === 'submitted') this.#start(job, time);
    else if (job.state === 'processing') this.#leaveProcessing(job, time);
    else this.#land(job, time);
  }

  #start(job: ImportJob, time: number): void {
    job.state = 'processing';
    job.startedAt = time;
    const verdict = this.#readFile(job.order);
    Object.assign(job, { verdict, rows: verdict.rows.length, values: verdict.values });
  }

  #readFile(order: ImportOrder): FileVerdict {
    const { drives, catalogue, isOwnHost } = this.#world;
    const nothing = { rows: [], values: 0, log: [] };
    const host = URL.canParse(order.sourceUri) ? new URL(order.sourceUri).hostname : '';
    if (!isOwnHost(host)) return { ...nothing, error: importErrors.fileNotInTenant };
    const file = drives.findByUrl(order.sourceUri);
    const libraryUrl = drives.placeAt(order.sourceUri)?.library.webUrl;
    if (file === undefined || libraryUrl === undefined) {
      return { ...nothing, error: importErrors.fileMissing };
    }
    return { ...readImportFile(file.content, order, catalogue), libraryUrl };
  }

  #leaveProcessing(job: ImportJob, time: number): void {
    const failure = this.#askedFailure() ?? {
      error: job.verdict?.error ?? 0,
      log: job.verdict?.log,
    };
    if (failure.error === importErrors.none) job.state = 'queued';
    else this.#end(job, { time, error: failure.error, log: failure.log ?? [] });
  }

  /** A failure of the service that was asked for; it leaves no log. */
  #askedFailure(): Pick<FileVerdict, 'error' | 'log'> | undefined {
    const knobs = this.#world.knobs();
    if (knobs.fail === null) return undefined;
    const { error, count } = knobs.fail;
    knobs.fail = count > 1 ? { error, count: count - 1 } : null;
    return { error, log: [] };
  }

  #land(job: ImportJob, time: number): void {
    const { imported, log } = importRows(job.verdict?.rows ?? [], job.order.idType, this.#world);
    job.imported = imported;
    const error = log.length === 0 ? importErrors.none : importErrors.someRowsFailed;
    this.#end(job, { time, error, log });
  }

  #end(job: ImportJob, end: { time: number } & Pick<FileVerdict, 'error' | 'log'>): void {
    job.state = end.error === importErrors.none ? 'succeeded' : 'error';
    job.error = end.error;
    job.endedAt = end.time;
    job.logFolderUri = writeImportLog(this.#world.drives, job, end.log);
    job.verdict = undefined;
    this.#open = this.#open.filter((one) => one !== job);
    this.#freeAt = Math.max(this.#freeAt, end.time);
  }
}

function dueAt(job: ImportJob): number {
  return job.dueAt ?? Infinity;
}
