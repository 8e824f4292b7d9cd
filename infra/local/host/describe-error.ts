/** Errors of the program or the host itself; their messages name code, not people. */
const PROGRAM_ERRORS: readonly string[] = [
  'TypeError',
  'ReferenceError',
  'RangeError',
  'HostError',
];
const MAX_CAUSES = 5;

/**
 * An error as the log may show it: name, code, HTTP status and the stack's places, for it and its
 * causes. The message stays out, because a message may quote a person's value (design §4.7).
 */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  while (current !== undefined && current !== null && parts.length < MAX_CAUSES) {
    parts.push(describeOne(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join('\n  caused by ');
}

/** An error as name, code and HTTP status alone: for storage that does not answer, say. */
export function nameError(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const words = [error.name, code, statusCode].filter(isShort);
  if (PROGRAM_ERRORS.includes(error.name)) words.push(error.message);
  return words.join(' ');
}

function describeOne(error: unknown): string {
  const places = error instanceof Error ? placesOf(error) : [];
  return [nameError(error), ...places].join('\n');
}

function isShort(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value));
}

/** Where in the app it happened; where in a package only if nothing of the app is in the stack. */
function placesOf(error: Error): string[] {
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = places.filter((line) => !/node_modules|\(node:|at node:/.test(line));
  return own.length > 0 ? own : places;
}
