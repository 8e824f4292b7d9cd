import type { EntraValues } from './directory-users';
import { entraValue, isSentApart } from './entra-value';
import { targetOf, type PushWord } from './plan-push';
import { isOpen, type PushCase } from './push-case';
import type { PushTarget } from './push-error';
import { alone, type PushRound } from './push-round';
import type { Refusal, SendAnswer } from './send-answer';
import type { TargetGate } from './target-gate';

type EntraWord = Extract<PushWord, { to: 'entra' }>;
type ProfileWord = Extract<PushWord, { to: 'sharePoint' }>;

/** Sends everybody's words, both targets at the same time, one call after another on each. */
export async function sendWords(cases: readonly PushCase[], round: PushRound): Promise<void> {
  const ready = cases.filter((one) => one.ready && isOpen(one));
  const ends = await Promise.allSettled([
    sendTo('graph', ready, round),
    sendTo('peopleManager', ready, round),
  ]);
  for (const end of ends) {
    if (end.status === 'rejected') throw end.reason;
  }
}

async function sendTo(
  target: PushTarget,
  ready: readonly PushCase[],
  round: PushRound,
): Promise<void> {
  for (const one of ready) {
    await alone(round, {
      one,
      work: () => (target === 'graph' ? sendEntra(one, round) : sendProfile(one, round)),
    });
  }
}

async function sendEntra(one: PushCase, round: PushRound): Promise<void> {
  const words = one.plan.words.filter((word) => word.to === 'entra');
  if (words.length === 0) return;
  const gate = round.gates.open('graph');
  if (gate === undefined) {
    one.unfinished = true;
    return;
  }
  const isApart = ({ attribute }: EntraWord): boolean => isSentApart(attribute);
  for (const group of [words.filter((word) => !isApart(word)), words.filter(isApart)]) {
    const left = group.filter(({ id }) => !one.results.has(id));
    if (left.length > 0) await updateUser(one, left, { gate, round });
  }
}

/** Entra takes all attributes of a call or none: a refused call is taken apart, so that only the culprit fails. */
async function updateUser(
  one: PushCase,
  words: readonly EntraWord[],
  { gate, round }: { gate: TargetGate; round: PushRound },
): Promise<void> {
  const objectId = one.record.identity?.objectId ?? '';
  const values: EntraValues = Object.fromEntries(
    words.map(({ attribute, value }) => [attribute, entraValue(attribute, value)]),
  );
  const answer = await callTwice(gate, () => round.ports.directory.update(objectId, values));
  if (answer.kind === 'sent') {
    for (const { id } of words) one.results.set(id, 'sent');
  } else if (words.length > 1 && answer.code !== 'IdentityNotResolvable') {
    for (const word of words) await updateUser(one, [word], { gate, round });
  } else if (words[0] !== undefined) noteRefusal(one, words[0], answer);
}

async function sendProfile(one: PushCase, round: PushRound): Promise<void> {
  for (const word of one.plan.words.filter(({ to }) => to === 'sharePoint') as ProfileWord[]) {
    if (one.results.has(word.id)) continue;
    const gate = round.gates.open('peopleManager');
    if (gate === undefined) {
      one.unfinished = true;
      return;
    }
    const answer = await callTwice(gate, () => setProperty(one, word, round));
    if (answer.kind === 'sent') one.results.set(word.id, 'sent');
    else noteRefusal(one, word, answer);
  }
}

function setProperty(
  { record }: PushCase,
  { property, multi, value }: ProfileWord,
  { ports }: PushRound,
): Promise<SendAnswer> {
  const where = { userPrincipalName: record.identity?.userPrincipalName ?? '', property };
  if (!multi) return ports.profiles.setSingle(where, typeof value === 'string' ? value : '');
  return ports.profiles.setMulti(where, Array.isArray(value) ? (value as readonly string[]) : []);
}

/** Where there is no account or profile there is nothing to call for: all words for that target wait for it (row S40). */
function noteRefusal(one: PushCase, word: PushWord, { code, message }: Refusal): void {
  const target = targetOf(word);
  if (code !== 'IdentityNotResolvable') {
    const property = word.to === 'entra' ? word.attribute : word.property;
    one.results.set(word.id, 'refused');
    one.errors.push({ code, message, target, property });
    return;
  }
  one.identityLost = true;
  one.errors.push({ code, message, target });
  for (const other of one.plan.words.filter(({ to }) => to === word.to)) {
    if (!one.results.has(other.id)) one.results.set(other.id, 'refused');
  }
}

/** A refusal for a reason that nobody knows may pass: it is asked for once more, and then believed. */
async function callTwice(gate: TargetGate, call: () => Promise<SendAnswer>): Promise<SendAnswer> {
  const answer = await gate.call(call);
  const isDoubtful = answer.kind === 'refused' && answer.unknown === true;
  return isDoubtful ? gate.call(call) : answer;
}
