import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../shared/settings';

const COMPLETE = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ENTRA_TENANT_ID: 'AAAAAAAA-1111-4111-8111-111111111111',
  API_AUDIENCE: 'api://profile-sync, 22222222-2222-4222-8222-222222222222',
  SHAREPOINT_HOST: 'Contoso.sharepoint.com',
};

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
      identity: {},
    });
  });

  test('takes the storage account by name, for an identity', () => {
    const { AzureWebJobsStorage: _, ...others } = COMPLETE;
    const environment = {
      ...others,
      AzureWebJobsStorage__accountName: 'profiles01',
      AZURE_CLIENT_ID: '33333333-3333-4333-8333-333333333333',
    };
    expect(readSettings(environment)).toMatchObject({
      storage: { kind: 'identity', accountName: 'profiles01' },
      identity: { clientId: '33333333-3333-4333-8333-333333333333' },
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
