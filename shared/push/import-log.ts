/** The code words that a line of an import's log begins with; nothing else in it is documented. */
const CODES = [
  'InvalidProperty',
  'MissingIdentity',
  'IdentityNotResolvable',
  'DataFileNotJson',
  'GenericError',
] as const;

export type ImportLogCode = (typeof CODES)[number];

/** One complaint of an import. */
export interface ImportFinding {
  readonly code: ImportLogCode;
  /** Every GUID in the line, in lower case: one of them may be a person's object id. */
  readonly ids: readonly string[];
  readonly property?: string;
}

const CODE = new RegExp(`\\b(${CODES.join('|')})\\b`);
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const PROPERTY = /Property '([^']+)'/;

/** Reads the log of an import: lines in columns that nobody has described, so a line is known by its code word. */
export function readImportLog(text: string): ImportFinding[] {
  return text.split(/[\r\n]+/).flatMap((line) => {
    const code = CODE.exec(line)?.[1] as ImportLogCode | undefined;
    if (code === undefined) return [];
    const ids = (line.match(GUID) ?? []).map((guid) => guid.toLowerCase());
    const property = PROPERTY.exec(line)?.[1];
    return [{ code, ids, ...(property === undefined ? {} : { property }) }];
  });
}

/** The text of a log file: UTF-8, or UTF-16 if its byte order mark says so. */
export function decodeImportLog(content: Buffer): string {
  const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
  return content.toString(isUtf16 ? 'utf16le' : 'utf8');
}
