import type { LogLevel } from './core-contract';

/** From the most to the least that is said. */
export const LOG_LEVELS: readonly LogLevel[] = [
  'trace',
  'debug',
  'information',
  'warning',
  'error',
  'critical',
  'none',
];

/** Where the host and the functions write. Lines hold ids, codes and counts, never people's data. */
export interface HostLog {
  write(level: LogLevel, source: string, message: string): void;
}

/**
 * A log of single lines `<time> <level> <source>: <message>` from `minimum` upwards. The source of what a function says
 * is its name and the id of the invocation.
 */
export function createLineLog(minimum: LogLevel, writeLine: (line: string) => void): HostLog {
  return {
    write(level, source, message) {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(minimum)) return;
      writeLine(`${new Date().toISOString()} ${level} ${source}: ${message}`);
    },
  };
}
