const GONE_CODES: readonly string[] = [
  'PopReceiptMismatch',
  'MessageNotFound',
  'QueueNotFound',
  'QueueBeingDeleted',
  'QueueDisabled',
];

/** Whether a queue message has been taken over, or is gone with or without its queue. */
export function isMessageGone(error: unknown): boolean {
  return GONE_CODES.includes(codeOf(error)) || statusOf(error) === 404;
}

/** The HTTP status of a storage error; `undefined` when no answer came. */
export function statusOf(error: unknown): number | undefined {
  const status: unknown = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

function codeOf(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
