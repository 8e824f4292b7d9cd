import { describe, expect, test } from '@jest/globals';

import type { Caller } from '../../shared/access/caller';
import {
  isReader,
  requireAdmin,
  requireIngestRole,
  requireReader,
} from '../../shared/access/roles';
import { SyncError } from '../../shared/model/sync-error';

const INGEST_ROLES = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

function createCaller(kind: Caller['kind'], ...roles: string[]): Caller {
  return { kind, roles, applicationId: 'application', objectId: 'object' };
}

/** What the doors say to a caller: may deliver, may change, may read. */
function doorsFor(caller: Caller): string {
  const doors = {
    ingest: () => requireIngestRole(caller, INGEST_ROLES),
    admin: () => requireAdmin(caller),
    reader: () => requireReader(caller),
  };
  const open = Object.entries(doors).filter(([, enter]) => isOpen(enter));
  return open.map(([door]) => door).join(' ');
}

function isOpen(enter: () => void): boolean {
  try {
    enter();
    return true;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'Forbidden') return false;
    throw error;
  }
}

describe('an application', () => {
  test.each<[string, string[], string]>([
    ...INGEST_ROLES.map((role): [string, string[], string] => [role, [role], 'ingest']),
    ['no role', [], ''],
    ['a role of another case', ['user.read.all'], ''],
    ['a longer role', ['User.Read.All.Extra'], ''],
    ['a shorter role', ['User.Read'], ''],
    ['ProfileSync.Admin', ['ProfileSync.Admin'], 'admin reader'],
    ['ProfileSync.Read', ['ProfileSync.Read'], 'reader'],
    ['a foreign role beside a good one', ['Other', 'User.Read.All'], 'ingest'],
    ['all roles', [...INGEST_ROLES, 'ProfileSync.Admin'], 'ingest admin reader'],
  ])('S41, S50: with %s', (_, roles, expected) => {
    expect(doorsFor(createCaller('application', ...roles))).toBe(expected);
  });
});

describe('a signed-in person', () => {
  test.each<[string, string[], string]>([
    ['every ingest role', INGEST_ROLES, ''],
    ['ProfileSync.Admin', ['ProfileSync.Admin'], 'admin reader'],
    ['ProfileSync.Read', ['ProfileSync.Read'], 'reader'],
  ])('S41, S50: with %s', (_, roles, expected) => {
    expect(doorsFor(createCaller('user', ...roles))).toBe(expected);
  });
});

test('S41: a caller without a role is told which would do', () => {
  const enter = () => requireIngestRole(createCaller('application'), INGEST_ROLES);
  expect(enter).toThrow(INGEST_ROLES.join(', '));
});

test.each<[string, string[], boolean]>([
  ['ProfileSync.Admin', ['ProfileSync.Admin'], true],
  ['ProfileSync.Read', ['Other', 'ProfileSync.Read'], true],
  ['an ingest role', ['Directory.ReadWrite.All'], false],
  ['no role', [], false],
])('a caller with %s and roles %p is a reader: %p', (_, roles, expected) => {
  expect(isReader(createCaller('application', ...roles))).toBe(expected);
  expect(isReader(createCaller('user', ...roles))).toBe(expected);
});
