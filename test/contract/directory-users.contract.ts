import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DirectoryUsers, FindAnswer, ListedUser } from '../../shared/push/directory-users';

/** A directory in which everybody at contoso.com is found whose name does not begin with `unknown`. */
export interface DirectoryWorld {
  readonly directory: DirectoryUsers;
  attributesOf(upn: string): Promise<Readonly<Record<string, unknown>>>;
  /** Makes these the first to be listed. */
  list(upns: readonly string[]): Promise<void>;
  /** One item of the next call is throttled for five seconds. */
  throttleOne(): Promise<void>;
}

const byName = (text: string) => ({ kind: 'principalName', text }) as const;

export function describeDirectoryUsers(name: string, open: () => Promise<DirectoryWorld>): void {
  describe(name, () => {
    let world: DirectoryWorld;
    beforeEach(async () => {
      world = await open();
    });

    async function idOf(upn: string): Promise<string> {
      const [answer] = await world.directory.find([byName(upn)]);
      if (answer?.kind !== 'found') throw new Error(`${upn} is not there.`);
      return answer.user.objectId;
    }

    it('answers for every address, in their order', async () => {
      const upns = ['anna', 'unknown', 'synced.one', 'bob'].map((one) => `${one}@contoso.com`);
      const answers = await world.directory.find(upns.map(byName));
      expect(answers.map(nameOf)).toEqual([upns[0], 'nobody', upns[2], upns[3]]);
    });

    it('finds by mail address as by name', async () => {
      const mail = { kind: 'mail', text: 'anna@contoso.com' } as const;
      const answers = await world.directory.find([mail, byName('anna@contoso.com')]);
      expect(answers[0]).toMatchObject({ kind: 'found' });
      expect(answers[0]).toEqual(answers[1]);
    });

    it('knows who comes from on-premises', async () => {
      const upns = ['synced.one@contoso.com', 'anna@contoso.com'];
      const answers = await world.directory.find(upns.map(byName));
      expect(answers).toMatchObject([
        { user: { onPremisesSync: true } },
        { user: { onPremisesSync: false } },
      ]);
    });

    it('answers nothing to nothing', async () => {
      expect(await world.directory.find([])).toEqual([]);
      expect(await world.directory.update([])).toEqual([]);
    });

    it('sets attributes, clears them, and leaves the others', async () => {
      const objectId = await idOf('anna@contoso.com');
      const update = async (values: object): Promise<void> => {
        expect(await world.directory.update([{ objectId, values }])).toEqual([{ kind: 'sent' }]);
      };
      await update({ jobTitle: 'Boss', department: 'X', businessPhones: ['+49 1'] });
      await update({ department: null, businessPhones: [] });
      expect(await world.attributesOf('anna@contoso.com')).toMatchObject({
        jobTitle: 'Boss',
        department: null,
        businessPhones: [],
      });
    });

    it('takes twenty updates at once, two for the same user among them', async () => {
      const upns = Array.from({ length: 19 }, (_one, index) => `p${String(index)}@contoso.com`);
      const ids = await Promise.all(upns.map(idOf));
      const updates = ids.map((objectId, index) => ({
        objectId,
        values: { jobTitle: `title ${String(index)}` },
      }));
      const phones = { objectId: ids[0] ?? '', values: { mobilePhone: '+49 2' } };
      const answers = await world.directory.update([...updates, phones]);
      expect(answers).toEqual(Array.from({ length: 20 }, () => ({ kind: 'sent' })));
      for (const [index, upn] of upns.entries()) {
        expect(await world.attributesOf(upn)).toMatchObject({ jobTitle: `title ${String(index)}` });
      }
      expect(await world.attributesOf('p0@contoso.com')).toMatchObject({ mobilePhone: '+49 2' });
    });

    it('tells which item is throttled, and answers the others', async () => {
      const ids = [await idOf('anna@contoso.com'), await idOf('bob@contoso.com')];
      await world.throttleOne();
      const answers = await world.directory.update(
        ids.map((objectId) => ({ objectId, values: { jobTitle: 'x' } })),
      );
      expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['later', 'sent']);
      expect(answers.find(({ kind }) => kind === 'later')).toMatchObject({
        retryAt: expect.any(Number),
      });
    });

    it('lists everybody, page after page, and nobody twice', async () => {
      const upns = Array.from({ length: 1_005 }, (_one, index) => `l${String(index)}@contoso.com`);
      await world.list(upns);
      const users: ListedUser[] = [];
      let pages = 0;
      let next: string | undefined;
      do {
        const page = await (next === undefined
          ? world.directory.list()
          : world.directory.list(next));
        users.push(...page.users);
        pages += 1;
        ({ next } = page);
      } while (next !== undefined);
      const names = users.map(({ userPrincipalName }) => userPrincipalName);
      expect(names.filter((one) => one.startsWith('l'))).toEqual(upns);
      expect(new Set(names).size).toBe(names.length);
      expect(pages).toBe(2);
      expect(users.find(({ mail }) => mail === 'l7@contoso.com')).toMatchObject({
        userPrincipalName: 'l7@contoso.com',
      });
    });
  });
}

function nameOf(answer: FindAnswer): string {
  return answer.kind === 'found' ? answer.user.userPrincipalName : answer.kind;
}
