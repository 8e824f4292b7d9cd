import type { PersonPushed } from './person-to-push';
import type { PushRequest } from './push-people';
import type { PushPorts } from './push-round';
import { pushedResult } from './pushed-result';
import { hasWork, readCases } from './read-cases';

/**
 * Who of these people is finished as things stand, found out without a call (K6): nothing is left to be sent to them
 * and nothing of that is in doubt. The others are left out.
 */
export async function readOffPushes(
  request: Pick<PushRequest, 'people' | 'routing'>,
  ports: Pick<PushPorts, 'store' | 'readProfiles'>,
): Promise<readonly PersonPushed[]> {
  const cases = await readCases(request, ports);
  return cases.filter((one) => !hasWork(one)).flatMap(pushedResult);
}
