import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** The storage account: by connection string, or by name with an identity. */
export type StorageSettings =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly accountName: string };

/**
 * Who the app is to the tenant: a managed identity, system-assigned where no client id is given, or an app
 * registration that signs in with a certificate (PEM, private key and certificate; a secret).
 */
export type IdentitySettings =
  | { readonly kind: 'managed'; readonly clientId?: string }
  | { readonly kind: 'certificate'; readonly clientId: string; readonly certificate: string };

/** What the deployment decides (design §9). How people are treated is decided in table `Settings`. */
export interface Settings {
  readonly storage: StorageSettings;
  readonly access: {
    /** The Entra tenant whose tokens are trusted, a GUID in lower case. */
    readonly tenantId: string;
    /** The values of `aud` that mean this API. */
    readonly audiences: readonly string[];
    /** Any one of these roles lets an application deliver (row S41). */
    readonly ingestRoles: readonly string[];
  };
  readonly sharePoint: {
    /** Such as `contoso.sharepoint.com`. */
    readonly host: string;
    /** The host that profiles are written through, such as `contoso-admin.sharepoint.com`. */
    readonly adminHost: string;
    /** Path of the site with the error file and the files of imports, such as `/sites/togo` (row S57). */
    readonly site: string;
    /** The library of that name in the site, or else the folder of that name in its default library. */
    readonly errorFolder: string;
  };
  readonly identity: IdentitySettings;
}

const INGEST_ROLES = 'User.Read.All,User.ReadWrite.All,Directory.Read.All,Directory.ReadWrite.All';
const GUID = z.guid('must be a GUID').transform((text) => text.toLowerCase());
const LIST = z
  .string('is missing')
  .transform((text) => text.split(',').flatMap((item) => item.trim() || []))
  .refine((items) => items.length > 0, 'must name at least one value, separated by commas');

const environmentSchema = z.object({
  ENTRA_TENANT_ID: z.string('is missing').pipe(GUID),
  API_AUDIENCE: LIST,
  INGEST_ROLES: z.string().default(INGEST_ROLES).pipe(LIST),
  SHAREPOINT_HOST: z
    .string('is missing')
    .regex(/^[a-z0-9-]+(\.sharepoint(-mil)?\.[a-z.]+)$/i, 'must be like contoso.sharepoint.com')
    .transform((host) => host.toLowerCase()),
  SHAREPOINT_SITE: z
    .string()
    .default('/sites/togo')
    .refine((path) => isSitePath(path), 'must be a path like /sites/togo'),
  ERROR_FOLDER: z
    .string()
    .default('UserProfileSync')
    .refine((name) => isFolderName(name), 'must be one name that SharePoint takes for a folder'),
  AZURE_CLIENT_ID: GUID.optional(),
  AZURE_CLIENT_CERTIFICATE: z
    .string()
    .refine((pem) => isRsaCertificate(pem), 'must be PEM, an RSA private key and its certificate')
    .optional(),
});

/**
 * Reads the environment, once, at the start. An empty value counts as absent.
 *
 * @throws Error naming every bad setting, never a value: connection strings are secrets
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const storage = readStorage(given);
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success && storage !== undefined && !lacksClientId(given))
    return toSettings(parsed.data, storage);
  const complaints = (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.map(String).join('.')} ${message}`,
  );
  if (lacksClientId(given)) complaints.push(NO_CLIENT_ID);
  if (storage === undefined) complaints.push(NO_STORAGE);
  throw new Error(`Settings: ${complaints.join('; ')}.`);
}

/** `/` is the root site. */
function isSitePath(path: string): boolean {
  return path === '/' || (path.startsWith('/') && path.slice(1).split('/').every(isFolderName));
}

/** Microsoft: "Restrictions and limitations in OneDrive and SharePoint", characters and names. */
function isFolderName(name: string): boolean {
  return !/["*:<>?/\\|]/.test(name) && name === name.trim() && !/^(?:\.{0,2}|~\$.*)$/.test(name);
}

/** Entra takes other keys than RSA as well; the identity client signs with RSA only. */
function isRsaCertificate(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' && new X509Certificate(pem).checkPrivateKey(key);
  } catch {
    return false;
  }
}

const NO_CLIENT_ID =
  'AZURE_CLIENT_ID is missing, and AZURE_CLIENT_CERTIFICATE says nothing without it';

function lacksClientId(given: NodeJS.ProcessEnv): boolean {
  return given['AZURE_CLIENT_CERTIFICATE'] !== undefined && given['AZURE_CLIENT_ID'] === undefined;
}

const NO_STORAGE =
  'AzureWebJobsStorage is missing, and AzureWebJobsStorage__accountName is no name of an account';
const ACCOUNT_NAME = /^[a-z0-9]{3,24}$/;

function readStorage(given: NodeJS.ProcessEnv): StorageSettings | undefined {
  const connectionString = given['AzureWebJobsStorage'];
  if (connectionString !== undefined) return { kind: 'connectionString', connectionString };
  const accountName = given['AzureWebJobsStorage__accountName'] ?? '';
  return ACCOUNT_NAME.test(accountName) ? { kind: 'identity', accountName } : undefined;
}

function toSettings(values: z.infer<typeof environmentSchema>, storage: StorageSettings): Settings {
  const host = values.SHAREPOINT_HOST;
  return {
    storage,
    access: {
      tenantId: values.ENTRA_TENANT_ID,
      audiences: values.API_AUDIENCE,
      ingestRoles: values.INGEST_ROLES,
    },
    sharePoint: {
      host,
      adminHost: host.replace('.', '-admin.'),
      site: values.SHAREPOINT_SITE,
      errorFolder: values.ERROR_FOLDER,
    },
    identity: toIdentity(values),
  };
}

function toIdentity(values: z.infer<typeof environmentSchema>): IdentitySettings {
  const { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_CERTIFICATE: certificate } = values;
  if (clientId === undefined) return { kind: 'managed' };
  return certificate === undefined
    ? { kind: 'managed', clientId }
    : { kind: 'certificate', clientId, certificate };
}
