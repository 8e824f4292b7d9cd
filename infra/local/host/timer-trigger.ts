import type { RegisteredFunction } from './functions-core';
import { HostError } from './host-error';
import type { Environment } from './host-json';
import { resolveSettings } from './resolve-setting';
import { parseSchedule } from './schedule';
import type { Schedule } from './schedule';

/** One function with a timer trigger, its settings resolved. */
export interface TimerTrigger {
  readonly registered: RegisteredFunction;
  readonly inputName: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Whether runs are remembered, so that a missed one is made up for at the next start. */
  readonly useMonitor: boolean;
}

/** @throws HostError UnsupportedSchedule, SettingMissing */
export function readTimerTriggers(
  functions: Iterable<RegisteredFunction>,
  env: Environment,
): TimerTrigger[] {
  return [...functions].flatMap((registered) =>
    Object.entries(registered.metadata.bindings)
      .filter(([, binding]) => binding.type === 'timerTrigger')
      .map(([inputName, binding]) => {
        const schedule = scheduleOf(binding['schedule'], env);
        return {
          registered,
          inputName,
          schedule,
          runOnStartup: binding['runOnStartup'] === true,
          useMonitor: binding['useMonitor'] !== false && !schedule.firesMoreThanOnceAMinute,
        };
      }),
  );
}

function scheduleOf(expression: unknown, env: Environment): Schedule {
  if (typeof expression === 'string') return parseSchedule(resolveSettings(expression, env));
  throw new HostError('UnsupportedSchedule', 'A timer names no schedule.');
}
