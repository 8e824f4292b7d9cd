import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { missingRoles, readTokenClaims } from '../../shared/push/app-roles';
import { explainAppRefusal } from '../../shared/push/explain-app-refusal';

function tokenWith(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
}

const BOTH = ['Sites.FullControl.All', 'User.ReadWrite.All'];

describe('the claims of a token', () => {
  it('are its roles and how it was had', async () => {
    const token = await tokenWith({ roles: ['User.Read.All'], appidacr: '2' });
    expect(readTokenClaims(token)).toEqual({ roles: ['User.Read.All'], fromSecret: false });
  });

  it.each(['appidacr', 'azpacr'])('say that a secret was used (%s)', async (name) => {
    const token = await tokenWith({ [name]: '1' });
    expect(readTokenClaims(token)).toEqual({ roles: [], fromSecret: true });
  });

  it.each(['', 'opaque', 'a.b.c'])('cannot be read from "%s"', (token) => {
    expect(readTokenClaims(token)).toBeUndefined();
  });
});

describe('missing roles', () => {
  const ofGraph = (...roles: string[]): string[] =>
    missingRoles('graph', ['lookUp', 'entraWrites'], { roles, fromSecret: false }).map(
      ({ name }) => name,
    );

  it('are those that neither the role itself nor a larger one stands for', () => {
    expect(ofGraph()).toEqual(['User.Read.All', 'User.ReadWrite.All']);
    expect(ofGraph('User.Read.All')).toEqual(['User.ReadWrite.All']);
    expect(ofGraph('User.ReadWrite.All')).toEqual([]);
    expect(ofGraph('Directory.ReadWrite.All')).toEqual([]);
  });

  it('are asked for by use', () => {
    const claims = { roles: ['User.Read.All'], fromSecret: false };
    expect(missingRoles('graph', ['lookUp'], claims)).toEqual([]);
    expect(missingRoles('graph', ['siteFiles'], claims)).toHaveLength(1);
  });

  it('are unknown where the token cannot be read', () => {
    expect(missingRoles('graph', ['lookUp'], undefined)).toEqual([]);
  });
});

describe('why the app is refused', () => {
  const explain = (token: string): string =>
    explainAppRefusal({ resource: 'sharePoint', uses: ['profiles'], token });

  it('is the one role that its token lacks, with its id and whose it is', async () => {
    expect(explain(await tokenWith({ roles: ['Sites.FullControl.All'] }))).toBe(
      'SharePoint refuses the app: its token lacks the application role User.ReadWrite.All ' +
        '(741f803b-c850-494e-b5df-cde7c675a1ca) of Office 365 SharePoint Online.',
    );
  });

  it('is every role that its token lacks', async () => {
    expect(explain(await tokenWith({}))).toContain(
      'the application roles Sites.FullControl.All (678536fe-1083-478a-9c59-b99265e6b0d3) and ' +
        'User.ReadWrite.All (741f803b-c850-494e-b5df-cde7c675a1ca)',
    );
  });

  it('is the client secret, whatever the roles', async () => {
    expect(explain(await tokenWith({ roles: BOTH, appidacr: '1' }))).toContain('certificate');
  });

  it('is not the secret where Graph refuses, which takes them', async () => {
    const token = await tokenWith({ roles: [], appidacr: '1' });
    expect(explainAppRefusal({ resource: 'graph', uses: ['lookUp'], token })).toContain(
      'User.Read.All (df021288-bdef-4463-88db-98f22de89214) of Microsoft Graph',
    );
  });

  it('is not known where nothing is missing, and the token is never told', async () => {
    const token = await tokenWith({ roles: BOTH, appidacr: '2' });
    expect(explain(token)).toContain('has every application role');
    expect(explain(token)).not.toContain(token);
    expect(explain('opaque')).toBe('SharePoint refuses the app, and its token does not tell why.');
  });
});
