import type { z } from 'zod';
import { SyncError } from '../../shared/model/sync-error';

/**
 * Reads a request's query parameters by a schema, their names in any case: who writes `dryrun` means a dry run. The
 * ones that the schema does not name are ignored.
 *
 * @throws SyncError `InvalidRequest` naming every parameter that the schema refuses, without its value
 */
export function parseQuery<Schema extends z.ZodObject>(
  query: URLSearchParams,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse(gather(query, Object.keys(schema.shape)));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new SyncError('InvalidRequest', `Query parameters: ${problems.join('; ')}.`);
}

/** Repeated parameters are joined by a comma, as the host does with those of one spelling. */
function gather(query: URLSearchParams, names: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const [written, value] of query) {
    const name = names.find((known) => known.toLowerCase() === written.toLowerCase());
    if (name === undefined) continue;
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}
