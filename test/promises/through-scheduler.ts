import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import type { CallKind, Scheduler } from './scheduler';
import type { Worker } from './worker';

/** Who calls, and what its calls are like. */
export interface Via {
  readonly scheduler: Scheduler;
  readonly worker: Worker;
  readonly kind: CallKind;
}

export const STORAGE_CALL: CallKind = {
  fault: () => new SyncError('StorageUnavailable', 'A planned fault.'),
  maxMs: 5 * 60_000,
  isPrompt: false,
  waits: true,
};

/** A lease cannot be fenced: from asking for it to the end of the call it is good for, nobody falls asleep (K9). */
export const LANE_CALL: CallKind = { ...STORAGE_CALL, maxMs: 5_000, isPrompt: true };

const TENANT_CALL: CallKind = {
  fault: () => new SyncError('TenantUnavailable', 'A planned fault.'),
  maxMs: 20_000,
  isPrompt: true,
  waits: true,
};

/** The tenant asks for a pause. */
export function throttledCall(now: () => number, chance: () => boolean): CallKind {
  const fault = (): Error =>
    chance()
      ? new RetryLaterError('Throttled', 'A planned pause.', { retryAt: now() + 90_000 })
      : TENANT_CALL.fault();
  return { ...TENANT_CALL, fault };
}

/**
 * A port as one worker sees it: every call goes through the scheduler, so that it can be delayed, fail or be the last.
 * What a call hands out that has calls of its own (a writer, a lane) is seen the same way.
 */
export function throughScheduler<Port extends object>(port: Port, via: Via): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return handedOut(member, via);
      return (...args: unknown[]): unknown => {
        const isAsync = name !== 'create';
        const perform = (): unknown => Reflect.apply(member, target, args);
        if (!isAsync) return handedOut(perform(), via);
        return via.scheduler
          .call(via, async () => perform())
          .then((answer) => handedOut(answer, via));
      };
    },
  });
}

function handedOut(value: unknown, via: Via): unknown {
  if (!isObject(value)) return value;
  if ('lane' in value && isObject(value.lane)) {
    return { ...value, lane: throughScheduler(value.lane, via) };
  }
  const hasCalls = Object.values(value).some((member) => typeof member === 'function');
  return hasCalls ? throughScheduler(value, via) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Map);
}
