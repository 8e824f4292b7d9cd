import type { z } from 'zod';
import { SyncError } from '../../shared/model/sync-error';

/**
 * Reads a request's query parameters by a schema; the ones it does not name are ignored.
 *
 * @throws SyncError `InvalidRequest` naming every parameter that the schema refuses, without its value
 */
export function parseQuery<Schema extends z.ZodObject>(
  query: URLSearchParams,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new SyncError('InvalidRequest', `Query parameters: ${problems.join('; ')}.`);
}
