import { publishedLimits, type Limits, type WindowName } from './published-limits';
import { hitByStorm, type Storm } from './storm';

/** What can be throttled or made to fail on its own. */
export type Target =
  'graph' | 'graphBatch' | 'drives' | 'upload' | 'peopleManager' | 'bulkImport' | 'token';

export const targets: readonly Target[] = [
  'graph',
  'graphBatch',
  'drives',
  'upload',
  'peopleManager',
  'bulkImport',
  'token',
];

/** Targets on one host: who was asked to leave one alone is to leave the others alone as well. */
const sharedHosts: readonly (readonly Target[])[] = [
  ['graph', 'graphBatch', 'drives'],
  ['peopleManager', 'bulkImport'],
];

/** A fixed window of the published limits, and how much of it a call takes. */
export interface Cost {
  window: WindowName;
  units: number;
}

/** The next `count` calls to a target are refused. `retryAfter` is the header as sent; null sends none. */
export interface Script {
  target: Target;
  count: number;
  status: number;
  retryAfter: string | null;
}

export interface Refusal {
  status: number;
  retryAfter: string | null;
  /** The window that is full; undefined when the refusal was asked for. */
  window?: WindowName;
}

/** How full a window is, for headers that say so. */
export interface Fill {
  limit: number;
  used: number;
  resetSeconds: number;
}

const windowMs: Record<WindowName, number> = {
  graphUnits: 10_000,
  graphWrites: 150_000,
  driveUnits: 60_000,
  peopleManager: 300_000,
};

/** SharePoint's Retry-After is whole seconds, Graph's may be decimal. */
const sharePointWindows: readonly WindowName[] = ['driveUnits', 'peopleManager'];

/** Targets on Microsoft Graph, whose waits may be decimal. */
const onGraph: readonly Target[] = ['graph', 'graphBatch', 'drives'];

/** SharePoint never asks for less than this many seconds. */
const leastSharePointWait = 30;

/** Counts calls against the published limits, and refuses on request. */
export class Throttle {
  #limits: Limits;
  #scripts: Script[] = [];
  #storm: Storm | undefined;
  readonly #windows = new Map<WindowName, { startedAt: number; used: number }>();
  readonly #closedUntil = new Map<Target, number>();
  readonly #earlyCalls = new Map<Target, number>();

  constructor(licences: number) {
    this.#limits = publishedLimits(licences);
  }

  get limits(): Limits {
    return this.#limits;
  }

  get scripts(): readonly Script[] {
    return this.#scripts;
  }

  /** The storm that is going on, or has gone by. */
  get storm(): Storm | undefined {
    return this.#storm;
  }

  /** Calls that came before a Retry-After given earlier to that target, or on its host, had ended. */
  earlyCalls(): Record<Target, number> {
    return Object.fromEntries(
      targets.map((target) => [target, this.#earlyCalls.get(target) ?? 0]),
    ) as Record<Target, number>;
  }

  reset(licences: number): void {
    this.#limits = publishedLimits(licences);
    this.#scripts = [];
    this.#storm = undefined;
    for (const map of [this.#windows, this.#closedUntil, this.#earlyCalls]) map.clear();
  }

  setLimits(limits: Limits): void {
    this.#limits = limits;
  }

  script(script: Script): void {
    this.#scripts.push({ ...script });
  }

  /** Lets a storm break loose, in place of the one before. */
  setStorm(storm: Storm): void {
    this.#storm = storm;
  }

  /** Notes that a request has come, whatever becomes of it. Call once a request, not per batch item. */
  arrive(target: Target, now: number): void {
    const onHost = sharedHosts.find((host) => host.includes(target)) ?? [target];
    const closedUntil = Math.max(...onHost.map((one) => this.#closedUntil.get(one) ?? 0));
    if (now < closedUntil) {
      this.#earlyCalls.set(target, (this.#earlyCalls.get(target) ?? 0) + 1);
    }
  }

  /** Counts one call; a refused one counts as well. Undefined lets it pass. */
  admit(target: Target, costs: readonly Cost[]): Refusal | undefined {
    const now = Date.now();
    const full = costs.filter((cost) => this.#isFullAfter(cost, now));
    const refusal =
      this.#scripted(target) ??
      this.#stormRefusal(target, now) ??
      this.#windowRefusal(full[0], now);
    const retryAfter = refusal?.retryAfter ?? null;
    if (retryAfter !== null) this.#close(target, endOfWait(retryAfter, now));
    return refusal;
  }

  fill(window: WindowName): Fill | undefined {
    const limit = this.#limits[window];
    const open = this.#windows.get(window);
    if (limit === null || open === undefined) return undefined;
    const resetSeconds = Math.ceil((open.startedAt + windowMs[window] - Date.now()) / 1000);
    return { limit, used: open.used, resetSeconds };
  }

  #scripted(target: Target): Refusal | undefined {
    const script = this.#scripts.find((one) => one.target === target);
    if (script === undefined) return undefined;
    script.count -= 1;
    this.#scripts = this.#scripts.filter((one) => one.count > 0);
    return { status: script.status, retryAfter: script.retryAfter };
  }

  #stormRefusal(target: Target, now: number): Refusal | undefined {
    if (this.#storm === undefined || target === 'token') return undefined;
    const retryAfter = hitByStorm(this.#storm, { now, wholeSeconds: !onGraph.includes(target) });
    return retryAfter === undefined ? undefined : { status: 429, retryAfter };
  }

  #isFullAfter({ window, units }: Cost, now: number): boolean {
    const limit = this.#limits[window];
    if (limit === null) return false;
    const known = this.#windows.get(window);
    const isOpen = known !== undefined && now - known.startedAt < windowMs[window];
    const open = isOpen ? known : { startedAt: now, used: 0 };
    open.used += units;
    this.#windows.set(window, open);
    return open.used > limit;
  }

  #windowRefusal(cost: Cost | undefined, now: number): Refusal | undefined {
    if (cost === undefined) return undefined;
    const startedAt = this.#windows.get(cost.window)?.startedAt ?? now;
    const seconds = (startedAt + windowMs[cost.window] - now) / 1000;
    const retryAfter = sharePointWindows.includes(cost.window)
      ? String(Math.max(leastSharePointWait, Math.ceil(seconds)))
      : seconds.toFixed(3);
    return { status: 429, retryAfter, window: cost.window };
  }

  #close(target: Target, until: number): void {
    this.#closedUntil.set(target, Math.max(until, this.#closedUntil.get(target) ?? 0));
  }
}

/** Retry-After is seconds, decimal on Graph, or an HTTP date (RFC 9110, 10.2.3). */
function endOfWait(retryAfter: string, now: number): number {
  const seconds = Number(retryAfter);
  return Number.isNaN(seconds) ? Date.parse(retryAfter) || 0 : now + seconds * 1000;
}
