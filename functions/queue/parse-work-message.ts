import { z } from 'zod';

const partSchema = z.strictObject({
  version: z.literal(1),
  submissionId: z.uuidv7(),
  part: z.number().int().min(0),
});
const retrySchema = z.strictObject({ version: z.literal(1), retry: z.literal(true) });
const importSchema = z.strictObject({ version: z.literal(1), import: z.literal(true) });
const newerSchema = z.looseObject({ version: z.number().int().min(2) });

/** What a queue message turned out to be. */
export type ReceivedMessage =
  | {
      readonly kind: 'part';
      readonly name: { readonly submissionId: string; readonly part: number };
    }
  | { readonly kind: 'retry' }
  | { readonly kind: 'import' }
  /** Of newer code: to be put back as it is (K8). */
  | { readonly kind: 'newer'; readonly message: Readonly<Record<string, unknown>> }
  | { readonly kind: 'garbage' };

/**
 * Reads a message as the host hands it over: the text, already parsed where it was JSON. Members beyond those of its
 * version make it garbage: the host would let some of them overwrite its own facts, such as `dequeueCount`.
 */
export function parseWorkMessage(body: unknown): ReceivedMessage {
  const part = partSchema.safeParse(body);
  if (part.success) {
    const { version: _, ...name } = part.data;
    return { kind: 'part', name };
  }
  if (retrySchema.safeParse(body).success) return { kind: 'retry' };
  if (importSchema.safeParse(body).success) return { kind: 'import' };
  const newer = newerSchema.safeParse(body);
  return newer.success ? { kind: 'newer', message: newer.data } : { kind: 'garbage' };
}
