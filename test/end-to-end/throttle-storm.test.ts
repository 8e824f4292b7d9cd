import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rideStorm } from '../support/ride-storm';
import { startTwoApps, type TwoApps } from '../support/two-apps';

/** Seconds; `npm run bench -- storm` takes the whole minute. */
const STORM = 20;

let system: TwoApps | undefined;

beforeAll(async () => {
  system = await startTwoApps();
});

afterAll(async () => {
  await system?.close();
});

test('K9: two apps in a storm of refusals call nobody early, lose nobody and bury nothing', async () => {
  const report = await rideStorm(system!, STORM);
  expect(report).toMatchObject({ earlyCalls: 0, lost: [], buried: [] });
  for (const submission of report.submissions) {
    const { received } = submission;
    expect(submission).toMatchObject({ state: 'completed', push: { pushed: received, failed: 0 } });
  }
  // There was a storm, and they went on calling in it.
  expect(report.refused['graph']).toBeGreaterThan(1);
  expect(report.refused['peopleManager']).toBeGreaterThan(1);
}, 180_000);
