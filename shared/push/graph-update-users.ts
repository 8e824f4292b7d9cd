import type { UpdateAnswer, UserUpdate } from './directory-users';
import { hasStatus, sendBatch, type BatchItem, type ItemAnswer } from './graph-batch';
import { explainGraphRefusal } from './graph-refusal';
import { requireRoles, type GraphAccess } from './graph-request';
import { userPath } from './graph-user';
import { pauseEnd } from './retry-after';
import type { Refusal } from './send-answer';

const USES = ['entraWrites'] as const;

/** So that twenty fit into one request, of which Graph takes 4 MB. All attributes at their longest are far smaller. */
const MAX_UPDATE_BYTES = 190_000;

const TOO_LARGE: Refusal = {
  kind: 'refused',
  code: 'ValueRefused',
  message: 'The value is longer than Entra takes.',
};

/**
 * Sends updates by one batch. A user whom the app may not change is a refusal; an app that may change nobody is
 * `TenantRefused`.
 */
export async function updateUsers(
  updates: readonly UserUpdate[],
  access: GraphAccess,
): Promise<readonly UpdateAnswer[]> {
  const sent = updates.filter(isSendable);
  const answers = await sendBatch(sent.map(itemFor), { access, uses: USES });
  if (hasStatus(answers, 403)) await requireRoles(access, USES);
  const byUpdate = new Map(sent.map((update, index) => [update, answers[index]]));
  return updates.map((update) => updateAnswer(byUpdate.get(update), access.now()));
}

function isSendable({ values }: UserUpdate): boolean {
  return Buffer.byteLength(JSON.stringify(values)) <= MAX_UPDATE_BYTES;
}

/** Items of a batch run in any order, or at once: those for the same user have no attribute in common. */
function itemFor({ objectId, values }: UserUpdate): BatchItem {
  return { method: 'PATCH', url: userPath(objectId), body: values };
}

function updateAnswer(answer: ItemAnswer | undefined, now: number): UpdateAnswer {
  if (answer === undefined) return TOO_LARGE;
  if (answer.kind !== 'decided') return answer;
  const { status, headers } = answer.answer;
  if (status < 200 || status >= 300) return explainGraphRefusal(answer.answer);
  const pauseUntil = pauseEnd(headers, now);
  return pauseUntil === undefined ? { kind: 'sent' } : { kind: 'sent', pauseUntil };
}
