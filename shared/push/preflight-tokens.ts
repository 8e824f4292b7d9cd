import { SyncError } from '../model/sync-error';
import {
  missingRoles,
  readTokenClaims,
  REQUIRED_ROLES,
  type RequiredRole,
  type RoleResource,
  type RoleUse,
  type TokenClaims,
} from './app-roles';
import type { GetAppToken } from './app-tokens';
import { notChecked, type CheckFinding, type Finding } from './preflight-report';

export interface TokenFindings {
  readonly checks: readonly CheckFinding[];
  /** What the tokens let the app do, so that it need not be refused to be found out. */
  readonly allowed: ReadonlySet<RoleUse>;
}

interface TokenRequest {
  readonly resource: RoleResource;
  readonly uses: readonly RoleUse[];
  readonly getToken: GetAppToken;
}

/** Gets the app's tokens and reads what they say about it; no call to Graph or SharePoint is made. */
export async function checkTokens(
  entraWrites: boolean,
  getToken: GetAppToken,
): Promise<TokenFindings> {
  const graph: readonly RoleUse[] = entraWrites
    ? ['lookUp', 'siteFiles', 'entraWrites']
    : ['lookUp', 'siteFiles'];
  const found = [
    await checkToken({ resource: 'graph', uses: graph, getToken }),
    await checkToken({ resource: 'sharePoint', uses: ['profiles'], getToken }),
  ];
  return {
    checks: found.flatMap(({ checks }) => checks),
    allowed: new Set(found.flatMap(({ allowed }) => [...allowed])),
  };
}

async function checkToken({ resource, uses, getToken }: TokenRequest): Promise<TokenFindings> {
  const [token, roles] = [`${resource}Token`, `${resource}Roles`] as const;
  const name = REQUIRED_ROLES[resource].resource;
  let claims: TokenClaims | undefined;
  try {
    claims = readTokenClaims(await getToken(resource));
  } catch (error) {
    const first = { check: token, ...explainNoToken(error, name) };
    return {
      checks: [first, { check: roles, ...notChecked('Without a token there are no roles.') }],
      allowed: new Set(),
    };
  }
  const missing = missingRoles(resource, uses, claims);
  const isSecret = resource === 'sharePoint' && claims?.fromSecret === true;
  const lacking = new Set(missing.map(({ use }) => use));
  return {
    checks: [
      { check: token, status: 'ok', message: `The app gets a token for ${name}.` },
      { check: roles, ...(isSecret ? SECRET : explainRoles(resource, claims, missing)) },
    ],
    allowed: new Set(isSecret ? [] : uses.filter((use) => !lacking.has(use))),
  };
}

const SECRET: Finding = {
  status: 'failed',
  code: 'SecretNotAllowed',
  message: 'The token was had for a client secret, which SharePoint refuses from an app.',
  steps: ['Let the app run with a managed identity, or sign in with a certificate.'],
};

function explainRoles(
  resource: RoleResource,
  claims: TokenClaims | undefined,
  missing: readonly RequiredRole[],
): Finding {
  const api = REQUIRED_ROLES[resource];
  if (claims === undefined) {
    const message = `The token for ${api.resource} cannot be read, so its roles are not known.`;
    return { status: 'warning', code: 'TokenUnreadable', message };
  }
  if (missing.length === 0) {
    const message = `The app has every role of ${api.resource} that it needs.`;
    return { status: 'ok', message };
  }
  const names = missing.map(({ name, id }) => `${name} (${id})`).join(' and ');
  return {
    status: 'failed',
    code: 'RoleMissing',
    message: `The app lacks ${names} of ${api.resource}.`,
    steps: [
      ...missing.map((role) => assignStep(role, api)),
      'Wait for a new token: a managed identity keeps the old one for up to a day. Restart the app, then check again.',
    ],
  };
}

function assignStep(
  { name, id }: RequiredRole,
  { resource, appId }: { readonly resource: string; readonly appId: string },
): string {
  return `Assign the application role ${name} (${id}) of ${resource} (${appId}) to the app's identity.`;
}

function explainNoToken(error: unknown, name: string): Finding {
  if (!(error instanceof SyncError)) throw error;
  if (error.code === 'TenantRefused') {
    return {
      status: 'failed',
      code: 'TokenRefused',
      message: `The app gets no token for ${name}.`,
      steps: [
        'Switch on the managed identity of the function app.',
        'Is it a user-assigned one, put its client id into the setting AZURE_CLIENT_ID.',
        'With an app registration: AZURE_CLIENT_CERTIFICATE must be one of its certificates, and not past its end.',
      ],
    };
  }
  if (error.code !== 'TenantUnavailable') throw error;
  const message = `Nobody answers when the app asks for a token for ${name}.`;
  return { status: 'failed', code: 'TenantUnavailable', message };
}
