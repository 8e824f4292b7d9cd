import { describe, expect, test } from '@jest/globals';
import { matchRoute, parseRoute } from '../../../infra/local/host/route-template';

describe('matchRoute', () => {
  test.each([
    ['app/users', '/APP/users/', {}],
    ['app/{id}', '/app/A%2Fb', { id: 'A/b' }],
    ['app/{id?}', '/app', {}],
    ['app/{*rest}', '/app', { rest: '' }],
    ['app/{*rest}', '/app/a/b%20c', { rest: 'a/b c' }],
    ['{a}/{b}', '/x/__proto__', { a: 'x', b: '__proto__' }],
  ])('%s takes %s', (route, path, params) => {
    expect(matchRoute(parseRoute(route), path)).toEqual(params);
  });

  test.each([
    ['app/users', '/app'],
    ['app/users', '/app/users/1'],
    ['app/{id}', '/app'],
    ['app/{id}', '/app/%E0%A4%A'],
  ])('%s leaves %s alone', (route, path) => {
    expect(matchRoute(parseRoute(route), path)).toBeUndefined();
  });
});

describe('parseRoute', () => {
  test.each(['app/{id:int}', 'app/a-{id}', 'app/{id=1}', 'Admin/users', 'runtime'])(
    'refuses %s',
    (route) => {
      expect(() => parseRoute(route)).toThrow(
        expect.objectContaining({ code: 'UnsupportedRoute' }),
      );
    },
  );
});
