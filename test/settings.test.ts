import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readSettings } from '../shared/settings';
import { createTestCertificate, type TestCertificate } from './support/test-certificate';

const COMPLETE = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ENTRA_TENANT_ID: 'AAAAAAAA-1111-4111-8111-111111111111',
  API_AUDIENCE: 'api://profile-sync, 22222222-2222-4222-8222-222222222222',
  SHAREPOINT_HOST: 'Contoso.sharepoint.com',
};

const CLIENT_ID = '33333333-3333-4333-8333-333333333333';

function messageOf(environment: NodeJS.ProcessEnv): string {
  try {
    readSettings(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no complaint';
}

describe('readSettings', () => {
  test('reads the settings into what they mean', () => {
    expect(readSettings({ ...COMPLETE, AZURE_CLIENT_ID: '', PATH: '/bin' })).toEqual({
      storage: { kind: 'connectionString', connectionString: 'UseDevelopmentStorage=true' },
      access: {
        tenantId: 'aaaaaaaa-1111-4111-8111-111111111111',
        audiences: ['api://profile-sync', '22222222-2222-4222-8222-222222222222'],
        ingestRoles: [
          'User.Read.All',
          'User.ReadWrite.All',
          'Directory.Read.All',
          'Directory.ReadWrite.All',
        ],
      },
      sharePoint: {
        host: 'contoso.sharepoint.com',
        adminHost: 'contoso-admin.sharepoint.com',
        site: '/sites/togo',
        errorFolder: 'UserProfileSync',
      },
      identity: { kind: 'managed' },
    });
  });

  test('takes the storage account by name, for an identity', () => {
    const { AzureWebJobsStorage: _, ...others } = COMPLETE;
    const environment = {
      ...others,
      AzureWebJobsStorage__accountName: 'profiles01',
      AZURE_CLIENT_ID: CLIENT_ID,
    };
    expect(readSettings(environment)).toMatchObject({
      storage: { kind: 'identity', accountName: 'profiles01' },
      identity: { kind: 'managed', clientId: CLIENT_ID },
    });
  });

  test('S41: the roles that may deliver are a setting', () => {
    const { access } = readSettings({ ...COMPLETE, INGEST_ROLES: ' Sync.Deliver ,, Other ' });
    expect(access.ingestRoles).toEqual(['Sync.Deliver', 'Other']);
  });

  test('S57: site and folder of the error file are settings', () => {
    const environment = { ...COMPLETE, SHAREPOINT_SITE: '/', ERROR_FOLDER: 'Sync errors' };
    expect(readSettings(environment).sharePoint).toMatchObject({
      site: '/',
      errorFolder: 'Sync errors',
    });
  });

  test.each([
    ['SHAREPOINT_SITE', 'sites/togo', 'must be a path like /sites/togo'],
    ['SHAREPOINT_SITE', 'https://contoso.sharepoint.com/sites/togo', 'must be a path'],
    ['SHAREPOINT_SITE', '/sites/togo/', 'must be a path'],
    ['SHAREPOINT_SITE', '/sites/../togo', 'must be a path'],
    ['ERROR_FOLDER', 'Sync/Errors', 'must be one name'],
    ['ERROR_FOLDER', 'What?', 'must be one name'],
    ['ERROR_FOLDER', '..', 'must be one name'],
  ])('S57: does not take %s %s', (name, value, complaint) => {
    expect(messageOf({ ...COMPLETE, [name]: value })).toContain(`${name} ${complaint}`);
  });

  test('names every bad setting at once', () => {
    expect(messageOf({})).toBe(
      'Settings: ENTRA_TENANT_ID is missing; API_AUDIENCE is missing; SHAREPOINT_HOST is missing; ' +
        'AzureWebJobsStorage is missing, and AzureWebJobsStorage__accountName is no name of an account.',
    );
    expect(
      messageOf({
        ...COMPLETE,
        ENTRA_TENANT_ID: 'contoso',
        API_AUDIENCE: ' , ',
        SHAREPOINT_HOST: 'https://contoso.sharepoint.com/',
        AZURE_CLIENT_ID: 'me',
      }),
    ).toBe(
      'Settings: ENTRA_TENANT_ID must be a GUID; ' +
        'API_AUDIENCE must name at least one value, separated by commas; ' +
        'SHAREPOINT_HOST must be like contoso.sharepoint.com; AZURE_CLIENT_ID must be a GUID.',
    );
  });

  test('never repeats a value, which may be a secret', () => {
    const secret = 'AccountKey=c2VjcmV0';
    expect(messageOf({ AzureWebJobsStorage__accountName: secret })).not.toContain(secret);
  });

  test('the sample file starts the app as it stands', () => {
    const sample = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'));
    expect(readSettings(sample.Values).access.audiences).toEqual(['api://profile-sync']);
  });
});

describe('AZURE_CLIENT_CERTIFICATE', () => {
  let made: TestCertificate;
  let other: TestCertificate;

  beforeAll(async () => {
    [made, other] = await Promise.all([createTestCertificate(), createTestCertificate()]);
  });

  test('makes AZURE_CLIENT_ID an app registration', () => {
    const given = { AZURE_CLIENT_ID: CLIENT_ID, AZURE_CLIENT_CERTIFICATE: made.both };
    expect(readSettings({ ...COMPLETE, ...given }).identity).toEqual({
      kind: 'certificate',
      clientId: CLIENT_ID,
      certificate: made.both,
    });
  });

  test('says nothing without AZURE_CLIENT_ID', () => {
    const environment = { ...COMPLETE, AZURE_CLIENT_CERTIFICATE: made.both };
    expect(messageOf(environment)).toBe(
      'Settings: AZURE_CLIENT_ID is missing, and AZURE_CLIENT_CERTIFICATE says nothing without it.',
    );
  });

  test.each<[string, () => string | Promise<string>]>([
    ['a certificate without its key', () => made.certificate],
    ['a key without its certificate', () => made.privateKey],
    ['the key of another certificate', () => `${other.privateKey}\n${made.certificate}`],
    ['lines that have run together', () => made.both.replaceAll('\n', ' ')],
    ['a key that is no RSA key', async () => (await createTestCertificate({ keyType: 'ec' })).both],
  ])('is refused as %s, and never repeated', async (_what, pem) => {
    const certificate = await pem();
    const given = { AZURE_CLIENT_ID: CLIENT_ID, AZURE_CLIENT_CERTIFICATE: certificate };
    expect(messageOf({ ...COMPLETE, ...given })).toBe(
      'Settings: AZURE_CLIENT_CERTIFICATE must be PEM, an RSA private key and its certificate.',
    );
  });
});
