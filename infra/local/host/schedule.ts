import { Cron } from 'croner';
import { HostError } from './host-error';

const MINUTE_MS = 60_000;
const SAMPLE = 60;

/** When a timer is due, in UTC. */
export interface Schedule {
  /** The first occurrence after `instant`. */
  next(instant: Date): Date;
  /** Such timers get no monitor: no status, no `isPastDue`. */
  readonly firesMoreThanOnceAMinute: boolean;
}

/**
 * Reads an NCRONTAB expression `{second} {minute} {hour} {day} {month} {day-of-week}`, or five
 * fields for second 0. When both days are given, both must hold.
 * @throws HostError UnsupportedSchedule, also for time spans such as `00:05:00`
 */
export function parseSchedule(expression: string): Schedule {
  const cron = createCron(expression);
  const next = (instant: Date) => {
    const due = cron.nextRun(instant);
    if (due !== null) return due;
    throw new HostError('UnsupportedSchedule', `The schedule "${expression}" is never due.`);
  };
  return { next, firesMoreThanOnceAMinute: hasShortGap(next) };
}

function createCron(expression: string): Cron {
  const fields = expression.trim().split(/\s+/).length;
  try {
    if (fields !== 5 && fields !== 6) throw new RangeError('expected five or six fields');
    return new Cron(expression, { timezone: 'UTC', domAndDow: true, paused: true });
  } catch (cause) {
    throw new HostError('UnsupportedSchedule', `"${expression}" is no NCRONTAB expression.`, {
      cause,
    });
  }
}

/** Looks at the next occurrences from a fixed instant, so that the answer is always the same. */
function hasShortGap(next: Schedule['next']): boolean {
  let previous = next(new Date(0));
  for (let seen = 0; seen < SAMPLE; seen += 1) {
    const following = next(previous);
    if (following.getTime() - previous.getTime() < MINUTE_MS) return true;
    previous = following;
  }
  return false;
}
