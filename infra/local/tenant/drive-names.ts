import { childNamed, type DriveItem } from './drive-item';
import { invalidRequest } from './drive-refusals';

/** What becomes of a name that is taken. */
export type Conflict = 'fail' | 'rename' | 'replace';

const forbidden = /["*:<>?/\\|]/;

/** The names in a percent-encoded path; one that no file can have is refused. */
export function namesIn(path: string): readonly string[] {
  const names = path.split('/').filter((segment) => segment !== '');
  return names.map((segment) => checkedName(decoded(segment)));
}

export function checkedName(name: string): string {
  if (name === '' || name !== name.trim() || forbidden.test(name)) {
    throw invalidRequest('The provided name cannot contain invalid characters.', 'invalidPath');
  }
  return name;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest('The address is not correctly encoded.', 'invalidPath');
  }
}

export function readConflict(value: unknown, byDefault: Conflict): Conflict {
  const given = value ?? byDefault;
  if (given === 'fail' || given === 'rename' || given === 'replace') return given;
  throw invalidRequest('The conflict behavior is none of fail, rename and replace.');
}

/** The first of `X 1`, `X 2`, … that is not taken; a file keeps its extension. */
export function freeName(folder: DriveItem, name: string): string {
  const [, stem = name, extension = ''] = /^(.+)(\.[^.]*)$/.exec(name) ?? [];
  for (let count = 1; ; count += 1) {
    const candidate = `${stem} ${String(count)}${extension}`;
    if (childNamed(folder, candidate) === undefined) return candidate;
  }
}
