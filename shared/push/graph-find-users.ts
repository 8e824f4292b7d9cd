import { z } from 'zod';
import type { FindAnswer } from './directory-users';
import { hasStatus, leftOpen, sendBatch, type BatchItem, type ItemAnswer } from './graph-batch';
import { appRefused, type GraphAccess } from './graph-request';
import { directoryUser, graphUserSchema, quoted, USER_FIELDS, userPath } from './graph-user';
import type { IdentityAddress } from './identity-addresses';
import { parseJson } from './parse-json';

const USES = ['lookUp'] as const;

/** Longer than any name or mail address that Entra has, and too long for the address of a request. */
const MAX_ADDRESS_LENGTH = 1_000;

/** One user asked for by name, or a list of those who have a mail address. */
const answerSchema = z.union([
  graphUserSchema.transform((user) => [user]),
  z.object({ value: z.array(graphUserSchema) }).transform(({ value }) => value),
]);

/** Looks addresses up by one batch. An app that may not look people up cannot push anybody: `TenantRefused`. */
export async function findUsers(
  addresses: readonly IdentityAddress[],
  access: GraphAccess,
): Promise<readonly FindAnswer[]> {
  const asked = addresses.filter(({ text }) => text.length <= MAX_ADDRESS_LENGTH);
  const answers = await sendBatch(asked.map(itemFor), { access, uses: USES });
  if (hasStatus(answers, 403)) throw await appRefused(access, USES);
  const found = new Map(asked.map((address, index) => [address, answers[index]]));
  return addresses.map((address) => findAnswer(found.get(address)));
}

function itemFor({ kind, text }: IdentityAddress): BatchItem {
  if (kind === 'principalName') {
    return { method: 'GET', url: `${userPath(text)}?$select=${USER_FIELDS}` };
  }
  // Two are asked for to see whether it is one.
  const filter = encodeURIComponent(`mail eq ${quoted(text)}`);
  return { method: 'GET', url: `/users?$filter=${filter}&$select=${USER_FIELDS}&$top=2` };
}

function findAnswer(answer: ItemAnswer | undefined): FindAnswer {
  if (answer === undefined) return { kind: 'nobody' };
  if (answer.kind !== 'decided') return answer;
  const { status, body } = answer.answer;
  // Nobody can have an address that Graph calls a bad request.
  if (status === 400 || status === 404) return { kind: 'nobody' };
  const users = status === 200 ? answerSchema.safeParse(parseJson(body)).data : undefined;
  if (users === undefined) return leftOpen(`Graph answered ${status} to the question for a user.`);
  const [user, ...others] = users;
  return user === undefined || others.length > 0
    ? { kind: 'nobody' }
    : { kind: 'found', user: directoryUser(user) };
}
