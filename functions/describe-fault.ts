import { SyncError } from '../shared/model/sync-error';

/** More than that is a loop. */
const MAX_CAUSES = 5;

/**
 * What the log may know of an error: names, codes and places in the code, through all its causes. Messages are left
 * out, unless they are ours: those of parsers and clients quote what they could not read, which may be a person's.
 */
export function describeFault(fault: unknown): string {
  const lines: string[] = [];
  for (
    let error = fault;
    error instanceof Error && lines.length < MAX_CAUSES;
    error = error.cause
  ) {
    lines.push(describeOne(error));
  }
  return lines.length === 0 ? 'a thrown value that is no Error' : lines.join('\ncaused by ');
}

function describeOne(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const message = error instanceof SyncError ? `: ${error.message}` : '';
  const failures = error instanceof AggregateError ? error.errors.map(describeFault) : [];
  return [`${error.name}${code}${message}`, ...places(error), ...failures].join('\n');
}

/** The stack without its first lines, which repeat the message. */
function places({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^ +at \S/.test(line));
}
