import type { HostGate } from './host-gate';
import { noteRefusal } from './note-refusal';
import type { PushWord } from './plan-push';
import { isOpen, type PushCase } from './push-case';
import { alone, ASKED_TO_PAUSE, COUNTED, gateFor, wayIn, type PushRound } from './push-round';
import type { Refusal, SendAnswer } from './send-answer';

type ProfileWord = Extract<PushWord, { to: 'sharePoint' }>;

/** People whose profiles are written at the same time; SharePoint counts every call, so more would only meet its limits sooner. */
const AT_ONCE = 4;

const MISSING: Pick<Refusal, 'code' | 'message'> = {
  code: 'PropertyMissing',
  message: 'SharePoint has no profile property of this name; an administrator has to create it.',
};

/** Sends what goes to SharePoint profiles one by one, a few people at a time, each person's words one after another. */
export async function sendProfiles(ready: readonly PushCase[], round: PushRound): Promise<void> {
  const left = ready.filter((one) => wordsOf(one, round).length > 0);
  const send = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      await sendProfile(one, round);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, send));
  for (const end of ends) {
    if (end.status === 'rejected') throw end.reason;
  }
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
    if (gate === undefined || !isOpen(one)) {
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
  if (round.missing.has(word.property)) return noteRefusal(one, word, { ...MISSING, target });
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
