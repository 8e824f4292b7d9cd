import { createHash } from 'node:crypto';
import { z } from 'zod';
import { encodeKey, MAX_KEY_LENGTH } from '../model/person-key';
import { profilePropertySchema, type ProfileProperty } from '../model/profile-property';
import { SyncError } from '../model/sync-error';

/** PartitionKey of table `ProfileProperties`. */
export const PROPERTY_PARTITION = 'ProfileProperties';

/** One row of table `ProfileProperties`, columns as administrators read and edit them (row S59). */
export interface PropertyRow extends Omit<ProfileProperty, 'options'> {
  readonly partitionKey: string;
  readonly rowKey: string;
  /** JSON text: a list of texts. */
  readonly options?: string;
}

const rowSchema = profilePropertySchema.extend({
  options: z.string().transform(parseOptions).optional(),
});

/**
 * RowKey of a property: its encoded name. A name that is too long for that ends in a hash instead, after `~`,
 * which no encoded name holds.
 */
export function propertyRowKey(name: string): string {
  const key = encodeKey(name);
  if (key.length <= MAX_KEY_LENGTH) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  return `${key.slice(0, MAX_KEY_LENGTH - hash.length - 1)}~${hash}`;
}

export function toPropertyRow({ options, ...property }: ProfileProperty): PropertyRow {
  return {
    partitionKey: PROPERTY_PARTITION,
    rowKey: propertyRowKey(property.name),
    ...property,
    ...(options === undefined ? {} : { options: JSON.stringify(options) }),
  };
}

/**
 * Reads a row back. Columns that administrators added are left alone; a column that they emptied counts as absent.
 *
 * @throws SyncError `ConfigurationInvalid` naming row and column: administrators edit this table by hand
 */
export function fromPropertyRow(row: Readonly<Record<string, unknown>>): ProfileProperty {
  const filled = Object.entries(row).filter(([, value]) => value !== null && value !== '');
  const parsed = rowSchema.safeParse(Object.fromEntries(filled));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new SyncError(
    'ConfigurationInvalid',
    `Row ${String(row['rowKey'])} of table ProfileProperties is broken: ${problems.join('; ')}.`,
  );
}

function parseOptions(text: string, context: z.RefinementCtx): string[] {
  try {
    const options = z.array(z.string()).safeParse(JSON.parse(text));
    if (options.success) return options.data;
  } catch {
    // No JSON at all: told below, without the parser's words, which quote the text.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON list of texts' });
  return z.NEVER;
}
