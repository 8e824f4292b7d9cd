import { describe, expect, test } from '@jest/globals';
import { createManagePreflight } from '../../functions/manage-preflight';
import type { Caller } from '../../shared/access/caller';
import type { TokenVerifier } from '../../shared/access/verify-token';
import { createAuthorizeCaller } from '../../shared/flows/authorize-caller';
import { SyncError } from '../../shared/model/sync-error';
import { PreflightWorld } from '../push/preflight-world';
import { send, type Answer } from './request';

/** Takes the roles from the token itself, so that a test can be anyone. */
const verifier: TokenVerifier = {
  verify: async (authorization): Promise<Caller> => {
    if (authorization === null) throw new SyncError('Unauthorized', 'No token.');
    const roles = authorization.split(' ').slice(1);
    return { kind: 'application', applicationId: 'app-1', objectId: 'object-1', roles };
  },
};

function ask(world: PreflightWorld, role?: string): Promise<Answer> {
  const handler = createManagePreflight({
    now: () => 0,
    authorizeCaller: createAuthorizeCaller({ verifier, ingestRoles: ['User.Read.All'] }),
    preflight: () => world.run(),
  });
  const headers = role === undefined ? {} : { authorization: `Bearer ${role}` };
  return send(handler, { path: '/app/manage/push/preflight', headers });
}

describe('POST app/manage/push/preflight', () => {
  test('S8: answers 200 with what was found, also when something is amiss', async () => {
    const world = new PreflightWorld();
    const fine = await ask(world, 'ProfileSync.Admin');
    expect([fine.status, fine.body.ready, fine.body.checks.length]).toEqual([200, true, 7]);
    world.site = 'noSite';
    const answer = await ask(world, 'ProfileSync.Admin');
    expect([answer.status, answer.body.ready]).toEqual([200, false]);
    expect(answer.body.checks).toContainEqual(
      expect.objectContaining({ check: 'site', status: 'failed', code: 'SiteMissing' }),
    );
    expect(answer.body.properties[0]).toEqual({
      source: 'name',
      target: 'entra',
      property: 'displayName',
      status: 'ok',
      message: expect.any(String),
    });
    expect(answer.log.join()).toContain('pre-flight: ready false, failed 1');
  });

  test.each([
    [undefined, 401],
    ['ProfileSync.Read', 403],
    ['User.Read.All', 403],
  ])('S41: is for administrators alone, and not for %s', async (role, status) => {
    const world = new PreflightWorld();
    expect((await ask(world, role)).status).toBe(status);
    expect(world.tenant.calls).toEqual([]);
  });

  test('tells neither tokens nor people, in answer or log', async () => {
    const world = new PreflightWorld();
    const { body, log } = await ask(world, 'ProfileSync.Admin');
    const told = JSON.stringify([body, log]);
    expect(told).not.toContain('anna');
    expect(told).not.toContain('secret-signature');
  });
});
