import { inRuns } from '../model/in-runs';
import { MAX_ITEMS, type EntraValues, type UpdateAnswer } from './directory-users';
import { entraValue, isSentApart } from './entra-value';
import { noteRefusal } from './note-refusal';
import type { PushWord } from './plan-push';
import type { PushCase } from './push-case';
import { alone, ASKED_TO_PAUSE, type PushRound } from './push-round';

type EntraWord = Extract<PushWord, { to: 'entra' }>;

/** Attributes of one person that go together: Entra takes all of them or none. */
interface Update {
  readonly one: PushCase;
  readonly words: readonly [EntraWord, ...EntraWord[]];
}

/** Sends what goes to Entra, twenty updates a call; phones apart from the rest, after it. */
export async function sendEntra(ready: readonly PushCase[], round: PushRound): Promise<void> {
  const together = ready.flatMap((one) => updateOf(one, (word) => !isSentApart(word.attribute)));
  const apart = ready.flatMap((one) => updateOf(one, (word) => isSentApart(word.attribute)));
  let updates: readonly Update[] = [...together, ...apart];
  while (updates.length > 0) {
    const taken: Update[] = [];
    for (const some of inRuns(updates, MAX_ITEMS)) taken.push(...(await send(some, round)));
    updates = taken;
  }
}

function updateOf(one: PushCase, isChosen: (word: EntraWord) => boolean): Update[] {
  const [first, ...rest] = one.plan.words
    .filter((word) => word.to === 'entra')
    .filter((word) => !one.results.has(word.id) && isChosen(word));
  return first === undefined ? [] : [{ one, words: [first, ...rest] }];
}

/** Returns what is left to be sent apart: a refused update is taken to pieces, so that only the culprit fails. */
async function send(updates: readonly Update[], round: PushRound): Promise<readonly Update[]> {
  const open = updates.filter(({ one }) => !one.ended);
  const people = open.map(({ one }) => one);
  const gate = round.gates.open('graph');
  if (gate === undefined) for (const one of people) one.unfinished = true;
  if (gate === undefined || open.length === 0) return [];
  let answers: readonly UpdateAnswer[] = [];
  await alone(round, {
    people,
    work: async () => {
      answers = await gate.call(() => round.ports.directory.update(open.map(toUserUpdate)));
    },
  });
  const pieces: Update[] = [];
  for (const [index, answer] of answers.entries()) {
    const update = open[index];
    if (update !== undefined) pieces.push(...(await noteAnswer(update, answer, round)));
  }
  return pieces;
}

function toUserUpdate({ one, words }: Update) {
  const values: EntraValues = Object.fromEntries(
    words.map(({ attribute, value }) => [attribute, entraValue(attribute, value)]),
  );
  return { objectId: one.record.identity?.objectId ?? '', values };
}

async function noteAnswer(
  { one, words }: Update,
  answer: UpdateAnswer,
  round: PushRound,
): Promise<readonly Update[]> {
  const [first, ...rest] = words;
  switch (answer.kind) {
    case 'sent':
      for (const { id } of words) one.results.set(id, 'sent');
      if (answer.pauseUntil !== undefined) {
        await round.gates.hold('graph', answer.pauseUntil, ASKED_TO_PAUSE);
      }
      return [];
    case 'later':
      one.unfinished = true;
      await round.gates.hold('graph', answer.retryAt, ASKED_TO_PAUSE);
      return [];
    case 'open':
      one.unfinished = true;
      round.failures.set(one, answer.error);
      return [];
    case 'refused':
      if (rest.length > 0 && answer.code !== 'IdentityNotResolvable') {
        return words.map((word): Update => ({ one, words: [word] }));
      }
      noteRefusal(one, first, { ...answer, target: 'graph' });
      return [];
  }
}
