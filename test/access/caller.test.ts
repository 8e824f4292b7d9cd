import { describe, expect, test } from '@jest/globals';

import { readCaller } from '../../shared/access/caller';
import { SyncError } from '../../shared/model/sync-error';
import { APPLICATION_CLAIMS, PERSON } from './mint-token';
import type { Claims } from './mint-token';

const application = APPLICATION_CLAIMS.v2;

function kindOf(claims: Claims): string {
  try {
    return readCaller({ ...application, ...claims }).kind;
  } catch (error) {
    return error instanceof SyncError ? error.code : 'another error';
  }
}

describe('S41: the kind of a caller', () => {
  test.each<[string, Claims, string]>([
    ['idtyp app', { idtyp: 'app' }, 'application'],
    ['idtyp app with a subject of its own', { idtyp: 'app', sub: 'other' }, 'application'],
    ['no idtyp, and sub equal to oid', { idtyp: undefined }, 'application'],
    ['no idtyp, and sub unequal to oid', { idtyp: undefined, sub: 'other' }, 'Forbidden'],
    ['idtyp user without a scope', { idtyp: 'user' }, 'Forbidden'],
    ['an idtyp that nobody knows', { idtyp: 'device' }, 'Forbidden'],
    ['idtyp in capitals', { idtyp: 'APP' }, 'Forbidden'],
    ['an empty idtyp, and sub equal to oid', { idtyp: null }, 'Forbidden'],
    ['a scope', PERSON, 'user'],
    ['a scope, where idtyp is not sent', { ...PERSON, idtyp: undefined }, 'user'],
    ['a scope, and sub equal to oid', { scp: 'Profiles.Read', idtyp: undefined }, 'user'],
    ['a scope, but idtyp app', { scp: 'Profiles.Read', idtyp: 'app' }, 'Forbidden'],
    ['an empty scope', { scp: '', idtyp: 'app' }, 'Forbidden'],
    ['a scope in a list', { ...PERSON, scp: ['Profiles.Read'] }, 'Forbidden'],
    ['no client', { azp: undefined }, 'Forbidden'],
    ['an empty client', { azp: '' }, 'Forbidden'],
    ['no object id', { oid: undefined }, 'Forbidden'],
    [
      'neither subject nor object id',
      { idtyp: undefined, oid: undefined, sub: undefined },
      'Forbidden',
    ],
  ])('with %s', (_, claims, expected) => {
    expect(kindOf(claims)).toBe(expected);
  });
});

describe('S41: the roles of a caller', () => {
  test.each<[string, unknown, string[]]>([
    ['none', undefined, []],
    ['an empty list', [], []],
    ['a list', ['A', 'B'], ['A', 'B']],
    ['one text', 'User.Read.All', []],
    ['a text of several', 'User.Read.All Directory.Read.All', []],
    ['an object', { 0: 'User.Read.All', length: 1 }, []],
    ['a list with other things in it', [1, null, ['A'], 'B'], ['B']],
  ])('read from %s', (_, roles, expected) => {
    expect(readCaller({ ...application, roles }).roles).toEqual(expected);
  });
});
