import type { Binding } from './core-contract';
import type { RegisteredFunction } from './functions-core';
import { matchRoute, parseRoute } from './route-template';
import type { RouteParams, RouteTemplate } from './route-template';

export interface HttpRoute {
  readonly registered: RegisteredFunction;
  readonly inputName: string;
  readonly methods: readonly string[];
  readonly template: RouteTemplate;
}

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly params: RouteParams;
}

/**
 * The routes of all HTTP functions, in the order of the functions' NAMES, ignoring case: that order
 * decides between routes that fit, not how specific they are.
 */
export function createRoutes(
  functions: Iterable<RegisteredFunction>,
  routePrefix: string,
): readonly HttpRoute[] {
  return [...functions]
    .sort((a, b) => compareNames(a.metadata.name, b.metadata.name))
    .flatMap((registered) => toRoute(registered, routePrefix));
}

/** The first route that fits path and method; a wrong method is no match, hence 404 and not 405. */
export function findRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): RouteMatch | undefined {
  for (const route of routes) {
    if (!route.methods.includes(method)) continue;
    const params = matchRoute(route.template, path);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function toRoute(registered: RegisteredFunction, routePrefix: string): HttpRoute[] {
  const { name, bindings } = registered.metadata;
  return Object.entries(bindings)
    .filter(([, binding]) => binding.type === 'httpTrigger')
    .map(([inputName, binding]) => ({
      registered,
      inputName,
      methods: methodsOf(binding),
      template: parseRoute(`${routePrefix}/${routeOf(binding) ?? name}`),
    }));
}

function routeOf(binding: Binding): string | undefined {
  const route = binding['route'];
  return typeof route === 'string' && route !== '' ? route : undefined;
}

function methodsOf(binding: Binding): string[] {
  const methods = binding['methods'];
  const names: unknown[] = Array.isArray(methods) ? methods : [];
  return names.map((name) => String(name).toUpperCase());
}

function compareNames(a: string, b: string): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
