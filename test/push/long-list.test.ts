import { expect, it } from '@jest/globals';
import { PushWorld } from './push-world';
import { profileOf } from './routing-with';

it('a list of users that takes longer than a turn keeps nobody from being asked for', async () => {
  const world = new PushWorld();
  const upns = Array.from({ length: 1_600 }, (_, number) => `p${String(number)}@contoso.com`);
  world.put(...upns.map((upn) => profileOf(upn, { fields: { upn, jobTitle: 'Boss' } })));
  world.tenant.everybody.push(
    ...Array.from({ length: 80_000 }, (_, number) => {
      const userPrincipalName = `q${String(number)}@contoso.com`;
      return { objectId: `id-${userPrincipalName}`, userPrincipalName, onPremisesSync: false };
    }),
  );
  world.tenant.onRequest = () => {
    world.now += 1_000;
  };
  const answer = await world.push(...upns);
  expect(answer.results.length).toBeGreaterThan(0);
});
