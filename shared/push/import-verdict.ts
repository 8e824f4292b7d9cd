import type { ImportFinding } from './import-log';
import type { ImportedPerson, ProfileImport } from './import-store';
import type { ImportVerdict } from './settle-import';

/** An import that has ended, or was given up. */
export interface ImportEnd extends Pick<ProfileImport, 'properties'> {
  readonly end: NonNullable<ProfileImport['end']>;
  readonly people: readonly ImportedPerson[];
  readonly findings: readonly ImportFinding[];
}

export interface ImportJudgement {
  readonly verdict: (person: ImportedPerson, destination: string) => ImportVerdict;
  /** Why nobody can be said to have been imported; absent when the others were. */
  readonly failure?: ImportFailure;
}

export interface ImportFailure {
  /** For administrators; never holds a value. */
  readonly message: string;
  /** Properties or people were named that are left out next time, so that trying again is worth it. */
  readonly explained: boolean;
}

/** What becomes of every word of a property that SharePoint does not have (row S7). */
export const MISSING_PROPERTY: ImportVerdict = {
  code: 'PropertyMissing',
  message: 'SharePoint has no profile property of this name; an administrator has to create it.',
};

const NO_PROFILE: ImportVerdict = {
  code: 'IdentityNotResolvable',
  message: 'SharePoint has no profile of this person.',
};

/** What SharePoint's numbers for the end of an import mean. */
const ENDS: Readonly<Record<string, string>> = {
  1: 'SharePoint failed inside',
  20: 'SharePoint did not find its file',
  21: 'its file does not lie in the tenant',
  22: 'its file is too big for SharePoint',
  23: 'SharePoint could not read its file',
  30: 'SharePoint does not say which people it could not import',
  gaveUp: 'it has not ended in time',
};

/** SharePoint's number for: imported, but for some rows, which the log names. */
const SOME_ROWS_FAILED = 30;

/**
 * Judges every word of an import by its end and its log (K9). Whoever the log names was not imported; the others were
 * if the job got that far and every complaint is somebody's. What nobody can tell stays open.
 */
export function judgeImport({ end, people, properties, findings }: ImportEnd): ImportJudgement {
  const inFile = new Set(properties);
  const objectIds = new Set(people.map(({ objectId }) => objectId.toLowerCase()));
  const missing = new Set(
    findings.flatMap(({ code, property }) => (code === 'InvalidProperty' ? (property ?? []) : [])),
  );
  const lost = new Set(
    findings.filter(isAboutPerson).flatMap(({ ids }) => ids.filter((id) => objectIds.has(id))),
  );
  const isExplained = findings.every((finding) => isSomebodys(finding, objectIds));
  const isImported = end === 0 || (end === SOME_ROWS_FAILED && findings.length > 0 && isExplained);
  const verdict: ImportJudgement['verdict'] = ({ objectId }, destination) => {
    const property = propertyOf(destination);
    if (!inFile.has(property)) return 'open';
    if (missing.has(property)) return MISSING_PROPERTY;
    if (lost.has(objectId.toLowerCase())) return NO_PROFILE;
    return isImported ? 'imported' : 'open';
  };
  if (isImported) return { verdict };
  const explained = missing.size + lost.size > 0;
  return { verdict, failure: { message: failureMessage(end), explained } };
}

/** `sharePoint:CostCenter` and `extended:CostCenter` are both `CostCenter` in SharePoint. */
export function propertyOf(destination: string): string {
  return destination.slice(destination.indexOf(':') + 1);
}

const ABOUT_PEOPLE: ReadonlySet<ImportFinding['code']> = new Set([
  'MissingIdentity',
  'IdentityNotResolvable',
  'GenericError',
]);

/** A complaint about a property tells nothing about the person in whose row it was met. */
function isAboutPerson({ code }: ImportFinding): boolean {
  return ABOUT_PEOPLE.has(code);
}

function isSomebodys(finding: ImportFinding, objectIds: ReadonlySet<string>): boolean {
  if (finding.code === 'InvalidProperty') return finding.property !== undefined;
  return isAboutPerson(finding) && finding.ids.some((id) => objectIds.has(id));
}

function failureMessage(end: ImportEnd['end']): string {
  const reason = ENDS[String(end)] ?? `SharePoint ended it with error ${String(end)}`;
  return `A bulk import failed: ${reason}. Its people are pushed another way.`;
}
