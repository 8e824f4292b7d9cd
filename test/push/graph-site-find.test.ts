import { describe, expect, test } from '@jest/globals';
import { findSite } from '../../shared/push/graph-site-find';
import type { AskSite } from '../../shared/push/graph-site-request';

const SITE = 'https://contoso.sharepoint.com/sites/togo';
const PLACE = { host: 'contoso.sharepoint.com', site: '/sites/togo', folder: 'UserProfileSync' };
const USUAL_PATH = '/sites/contoso,1,2/drive?$select=id,name,webUrl';

function library(name: string, address = name) {
  return { id: `b!${name}`, name, webUrl: `${SITE}/${address}` };
}

/** A Graph that lists these libraries, and answers so to the question for the usual one. */
function graphOf(libraries: readonly object[], usual: { status: number; body: object }) {
  const asked: string[] = [];
  const answers: Record<string, { status: number; body: object }> = {
    '/sites/contoso.sharepoint.com:/sites/togo': { status: 200, body: { id: 'contoso,1,2' } },
    '/sites/contoso,1,2/drives?$select=id,name,webUrl': { status: 200, body: { value: libraries } },
    [USUAL_PATH]: usual,
  };
  const ask: AskSite = {
    async graph({ path }) {
      asked.push(path);
      const { status, body } = answers[path] ?? { status: 400, body: {} };
      return { status, headers: new Headers(), content: Buffer.from(JSON.stringify(body)) };
    },
    async direct() {
      throw new Error('There is nothing to be asked for directly.');
    },
  };
  return { ask, asked };
}

describe('the library that every site has', () => {
  test.each([
    ['the only one', [library('ドキュメント')], 'ドキュメント'],
    ['called Documents', [library('Plans'), library('documents')], 'documents'],
  ])('is told by the list alone where it is %s', async (_what, libraries, name) => {
    const { ask, asked } = graphOf(libraries, { status: 200, body: library('Other') });
    const { home } = await findSite(ask, PLACE);
    expect([home.library.name, home.names]).toEqual([name, ['UserProfileSync']]);
    expect(asked).not.toContain(USUAL_PATH);
  });

  test('S57: is left alone where another one is called as the folder', async () => {
    const libraries = [library('Documents'), library('userprofilesync')];
    const { home } = await findSite(graphOf(libraries, { status: 404, body: {} }).ask, PLACE);
    expect([home.library.name, home.names]).toEqual(['userprofilesync', []]);
  });

  test('is asked for where the list does not tell it', async () => {
    const libraries = [library('Plans'), library('Dokumente')];
    const usual = { status: 200, body: library('Dokumente') };
    const { home } = await findSite(graphOf(libraries, usual).ask, PLACE);
    expect(home.library.name).toBe('Dokumente');
  });

  test.each([400, 404, 405, 501])(
    'is known by its address where %i is the answer',
    async (status) => {
      const plans = library('Plans');
      for (const address of ['Shared%20Documents', 'Shared Documents', 'shared%20documents/']) {
        const libraries = [plans, library('Dokumente', address)];
        const { home } = await findSite(graphOf(libraries, { status, body: {} }).ask, PLACE);
        expect(home.library.name).toBe('Dokumente');
      }
      const others = [plans, library('Dokumente')];
      const { home } = await findSite(graphOf(others, { status, body: {} }).ask, PLACE);
      expect(home.library.name).toBe('Plans');
    },
  );

  test('a site without any library cannot take files', async () => {
    const { ask } = graphOf([], { status: 404, body: {} });
    await expect(findSite(ask, PLACE)).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });

  test('an app that is not let in is refused, whichever way it is told', async () => {
    const libraries = [library('Plans'), library('Dokumente')];
    const { ask } = graphOf(libraries, { status: 403, body: {} });
    await expect(findSite(ask, PLACE)).rejects.toMatchObject({ code: 'TenantRefused' });
  });
});
