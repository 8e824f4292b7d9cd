import type { HostGate } from './host-gate';
import { noteRefusal } from './note-refusal';
import type { PushWord } from './plan-push';
import type { PushCase } from './push-case';
import { alone, ASKED_TO_PAUSE, COUNTED, gateFor, wayIn, type PushRound } from './push-round';
import type { Refusal, SendAnswer } from './send-answer';

type ProfileWord = Extract<PushWord, { to: 'sharePoint' }>;

const MISSING: Pick<Refusal, 'code' | 'message'> = {
  code: 'PropertyMissing',
  message: 'SharePoint has no profile property of this name; an administrator has to create it.',
};

/**
 * Sends what goes to SharePoint profiles, one call after another: a call that is under way while another is told to
 * pause would come early.
 */
export async function sendProfiles(ready: readonly PushCase[], round: PushRound): Promise<void> {
  for (const one of ready) await sendProfile(one, round);
}

function wordsOf(one: PushCase, round: PushRound): readonly ProfileWord[] {
  return one.plan.words
    .filter((word) => word.to === 'sharePoint')
    .filter((word) => wayIn(round, one, word) === 'peopleManager');
}

async function sendProfile(one: PushCase, round: PushRound): Promise<void> {
  for (const word of wordsOf(one, round)) {
    if (one.results.has(word.id)) continue;
    const gate = gateFor(round, one, word);
    if (gate === undefined || one.ended) {
      one.unfinished = true;
      return;
    }
    await alone(round, { people: [one], work: () => sendWord(one, word, { gate, round }) });
  }
}

async function sendWord(
  one: PushCase,
  word: ProfileWord,
  { gate, round }: { gate: HostGate; round: PushRound },
): Promise<void> {
  const target = 'peopleManager';
  if (round.missing.has(word.property)) {
    noteRefusal(one, word, { ...MISSING, target });
    return;
  }
  const answer = await callTwice(gate, () => setProperty(one, word, round));
  if (answer.kind === 'sent') {
    one.results.set(word.id, 'sent');
    if (answer.pauseUntil !== undefined) await gate.hold(answer.pauseUntil, ASKED_TO_PAUSE);
    return;
  }
  if (answer.code === MISSING.code) round.missing.add(word.property);
  noteRefusal(one, word, { ...answer, target });
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

/** A refusal for a reason that nobody knows may pass: it is asked for once more, and then believed. */
async function callTwice(gate: HostGate, call: () => Promise<SendAnswer>): Promise<SendAnswer> {
  const answer = await gate.call(call, COUNTED);
  const isDoubtful = answer.kind === 'refused' && answer.unknown === true;
  return isDoubtful ? gate.call(call, COUNTED) : answer;
}
