import type { Answer, Call } from './exchange';
import type { KindedAnswer } from './graph-operation';
import { readPeopleManagerAddress, type PeopleManagerCall } from './people-manager-address';
import { peopleManagerReads } from './people-manager-reads';
import { setMultipleValues, setSingleValue } from './people-manager-writes';
import {
  oDataError,
  rateLimitHeaders,
  throttled,
  tokenRefusal,
  unsupportedToken,
} from './sharepoint-answers';
import { profileAccessDenied, resourceNotFound, unexpectedFailure } from './sharepoint-refusals';
import { holdsAny } from './token-gate';
import type { World } from './world';

/** Everything that the two SharePoint hosts answer; for now, the people manager. */
export async function answerSharePoint(world: World, call: Call): Promise<KindedAnswer> {
  const verdict = await world.gate.check(call, [`https://${call.host}`]);
  if (!verdict.ok) return { ...tokenRefusal(verdict.fault), kind: 'refused' };
  if (verdict.claims['appidacr'] !== '2') return { ...unsupportedToken(), kind: 'refused' };
  const what = readPeopleManagerAddress(call);
  if (what === undefined) return { ...oDataError(call, resourceNotFound), kind: 'unknown' };
  const refusal = world.throttle.admit('peopleManager', [{ window: 'peopleManager', units: 1 }]);
  const fill = world.throttle.fill('peopleManager');
  const answer =
    refusal === undefined
      ? runPeopleManager(world, call, { what, roles: verdict.roles })
      : throttled(refusal, fill);
  const headers = { ...rateLimitHeaders(fill), ...answer.headers };
  return { ...answer, headers, kind: what.operation };
}

function runPeopleManager(
  world: World,
  call: Call,
  asked: { what: PeopleManagerCall; roles: readonly string[] },
): Answer {
  const { what, roles } = asked;
  if (!/json|\*\/\*/i.test(call.headers.accept ?? '*/*')) return onlyJson();
  const text = `${decodeURIComponent(call.path)} ${[...what.arguments.values()].join(' ')} ${call.body.toString('utf8')}`;
  if (world.faults.take('peopleManager', ['500-permanent'], text) !== undefined) {
    return oDataError(call, unexpectedFailure);
  }
  const name = what.operation.toLowerCase();
  if (name === 'setsinglevalueprofileproperty') return setSingleValue({ world, call, roles });
  if (name === 'setmultivaluedprofileproperty') return setMultipleValues({ world, call, roles });
  const read = peopleManagerReads.get(name);
  if (read === undefined) return oDataError(call, resourceNotFound);
  return holdsAny(roles, ['User.Read.All', 'User.ReadWrite.All'])
    ? read(world, call, what)
    : oDataError(call, profileAccessDenied);
}

/** Without a JSON Accept header the real service answers XML, which nobody here reads. */
function onlyJson(): Answer {
  return { status: 406, headers: { 'Content-Type': 'text/plain' }, body: 'Ask for JSON.' };
}
