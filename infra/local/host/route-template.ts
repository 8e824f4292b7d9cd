import { HostError } from './host-error';

/** One part of a route between slashes. */
type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'rest'; readonly name: string };

export type RouteTemplate = readonly Segment[];
export type RouteParams = Readonly<Record<string, string>>;

/**
 * Reads a route such as `app/{kind}/{id?}` or `files/{*path}`.
 * @throws HostError UnsupportedRoute for what this host does not speak (constraints, defaults,
 * parts that mix text and a parameter) and for what the real host reserves (admin, runtime)
 */
export function parseRoute(route: string): RouteTemplate {
  const segments = route
    .split('/')
    .filter((text) => text !== '')
    .map((text) => parseSegment(text, route));
  const [first] = segments;
  if (first?.kind === 'literal' && ['admin', 'runtime'].includes(first.text.toLowerCase())) {
    throw new HostError('UnsupportedRoute', `The route "${route}" is reserved by the host.`);
  }
  return segments;
}

function parseSegment(text: string, route: string): Segment {
  if (!/[{}]/.test(text)) return { kind: 'literal', text };
  const match = /^\{(\*?)(\w+)(\??)\}$/.exec(text);
  const [, star, name, mark] = match ?? [];
  if (name === undefined) {
    throw new HostError('UnsupportedRoute', `The local host cannot serve the route "${route}".`);
  }
  return star === '*'
    ? { kind: 'rest', name }
    : { kind: 'parameter', name, optional: mark === '?' };
}

/**
 * The parameters of `path` (as it came, percent-encoded, no query) if it fits, else `undefined`.
 * Literals are compared without case; slashes at the ends do not count.
 */
export function matchRoute(template: RouteTemplate, path: string): RouteParams | undefined {
  const parts = decodeParts(path);
  if (parts === undefined) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    if (segment.kind === 'rest') {
      params[segment.name] = parts.slice(index).join('/');
      return params;
    }
    if (!matchSegment(segment, parts[index], params)) return undefined;
  }
  return parts.length > template.length ? undefined : params;
}

function matchSegment(
  segment: Exclude<Segment, { kind: 'rest' }>,
  part: string | undefined,
  params: Record<string, string>,
): boolean {
  if (segment.kind === 'literal') return part?.toLowerCase() === segment.text.toLowerCase();
  if (part === undefined) return segment.optional;
  params[segment.name] = part;
  return true;
}

function decodeParts(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
