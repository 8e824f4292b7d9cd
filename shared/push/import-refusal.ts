import type { ImportAnswer, ImportOrder } from './profile-imports';

type Unfit = Extract<ImportAnswer, { kind: 'unfit' }>;
type Refused = Extract<ImportAnswer, { kind: 'refused' }>;

/** What SharePoint says when it does not queue an import. */
export interface ImportError {
  /** Name of SharePoint's exception. */
  readonly code: string;
  readonly message: string;
}

/** The sentences that name properties, and what they say about them; multi-value ones are called taxonomic, too. */
const TRAITS = [
  { sign: /are editable by user/i, trait: 'userEditable' },
  { sign: /are taxonomic/i, trait: 'taxonomy' },
] as const;

const APP_REFUSED =
  /UnauthorizedAccess|access(?: is)? denied|unauthorized operation|administrator privileges|E_ACCESSDENIED/i;

const THRESHOLD = /list view threshold/i;

/** Translates a refusal to queue; `app` when it is the app that is refused and not the order. */
export function explainImportRefusal(
  { code, message }: ImportError,
  { properties }: Pick<ImportOrder, 'properties'>,
): Unfit | Refused | 'app' {
  if (APP_REFUSED.test(`${code} ${message}`)) return 'app';
  const trait = TRAITS.find(({ sign }) => sign.test(message))?.trait;
  const named = namedIn(message).filter((name) => properties.includes(name));
  if (trait !== undefined && named.length > 0) return { kind: 'unfit', trait, properties: named };
  if (THRESHOLD.test(message)) {
    const reason = 'SharePoint takes no more imports: its list of them exceeds the view threshold.';
    return { kind: 'refused', message: reason };
  }
  return {
    kind: 'refused',
    message: `SharePoint does not take the import and says ${codeName(code)}.`,
  };
}

/** `Property Names [A,B] are …`. */
function namedIn(message: string): string[] {
  const list = /\[([^\]]*)\]/.exec(message)?.[1] ?? '';
  return list.split(',').map((one) => one.trim());
}

/** An exception's name without anything that could be a value. */
function codeName(code: string): string {
  return /^[\w., -]{1,120}$/.test(code) ? code : 'an unknown code';
}
