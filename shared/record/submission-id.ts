const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Beyond every time that an id can hold in practice; times are subtracted from it to sort newest first. */
const END_OF_TIME = 9_999_999_999_999;

/** Whether a text can be the id of a submission at all: ids are UUIDs of version 7 (RFC 9562 §5.7), in lower case. */
export function isSubmissionId(text: string): boolean {
  return UUID_V7.test(text);
}

/** When the id was made, milliseconds since the epoch; it orders lists and nothing else. */
function submissionTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** `yyyy-MM`, UTC. */
export function submissionMonth(id: string): string {
  return new Date(submissionTime(id)).toISOString().slice(0, 7);
}

/** `yyyy-MM-dd`, UTC. */
export function submissionDay(id: string): string {
  return new Date(submissionTime(id)).toISOString().slice(0, 10);
}

/** A row key under which newer submissions come first: 13 digits, a dash, the id. */
export function newestFirstKey(id: string): string {
  return `${String(END_OF_TIME - submissionTime(id)).padStart(13, '0')}-${id}`;
}
