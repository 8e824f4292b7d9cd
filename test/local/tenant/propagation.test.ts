import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { account, TenantClient, type Json } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(() => tenant.control({ reset: true }));

afterAll(() => tenant.close());

async function patch(body: Json): Promise<void> {
  const reply = await tenant.graph('/users/jane@contoso.com', { method: 'PATCH', body });
  expect(reply.status).toBe(204);
}

describe('what Entra passes on to the profile', () => {
  test('arrives in every property that follows the attribute', async () => {
    await patch({ jobTitle: 'Chef', department: 'R&D', officeLocation: '4/2' });
    await patch({ businessPhones: ['+1'], preferredLanguage: 'es-ES', displayName: 'Jane D.' });
    expect(await tenant.profile('jane@contoso.com')).toMatchObject({
      Title: 'Chef',
      'SPS-JobTitle': 'Chef',
      Department: 'R&D',
      'SPS-Department': 'R&D',
      Office: '4/2',
      WorkPhone: '+1',
      'SPS-MUILanguages': 'es-ES',
      PreferredName: 'Jane D.',
    });
  });

  test('does not include the mobile phone', async () => {
    await patch({ mobilePhone: '+49 1' });
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('');
  });

  test('clearing waits for the next other change', async () => {
    await patch({ jobTitle: 'Chef' });
    await patch({ jobTitle: null });
    expect((await tenant.profile('jane@contoso.com'))['Title']).toBe('Chef');
    await patch({ department: 'R&D' });
    expect((await tenant.profile('jane@contoso.com'))['Title']).toBe('');
  });

  test('a value set again overtakes a clearing that waits', async () => {
    await patch({ jobTitle: 'Chef' });
    await patch({ jobTitle: null });
    await patch({ jobTitle: 'Cook' });
    expect((await tenant.profile('jane@contoso.com'))['Title']).toBe('Cook');
  });

  test('clearing arrives at once when told to', async () => {
    await tenant.control({ propagation: { holdNulls: false } });
    await patch({ jobTitle: 'Chef', businessPhones: ['+1'] });
    await patch({ jobTitle: null, businessPhones: [] });
    expect(await tenant.profile('jane@contoso.com')).toMatchObject({ Title: '', WorkPhone: '' });
  });

  test('takes as long as told', async () => {
    await tenant.control({ propagation: { delayMs: 3_600_000 } });
    await patch({ jobTitle: 'Chef' });
    expect((await tenant.profile('jane@contoso.com'))['Title']).toBe('');
    expect((await tenant.state('?user=jane@contoso.com')).user.jobTitle).toBe('Chef');
  });

  test('leaves what was written to the profile alone', async () => {
    await tenant.setSingle(account('jane@contoso.com'), 'CellPhone', '+1');
    await patch({ jobTitle: 'Chef', mobilePhone: '+2' });
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('+1');
  });
});

describe('what was written over a property that Entra masters', () => {
  const jane = account('jane@contoso.com');

  async function title(): Promise<string | undefined> {
    return (await tenant.profile('jane@contoso.com'))['Title'];
  }

  test('stands until the next change in Entra, of whatever attribute', async () => {
    await patch({ jobTitle: 'Chef' });
    await tenant.control({ masteredWrites: 'overwrite' });
    expect((await tenant.setSingle(jane, 'Title', 'Boss')).status).toBe(200);
    expect(await title()).toBe('Boss');
    await patch({ department: 'R&D' });
    expect(await title()).toBe('Chef');
  });

  test('by an administrator, is overwritten as well', async () => {
    const user = { userPrincipalName: 'jane@contoso.com', jobTitle: 'Chef' };
    await tenant.control({ users: [{ ...user, profile: { Title: 'Boss' } }] });
    expect(await title()).toBe('Boss');
    await patch({ department: 'R&D' });
    expect(await title()).toBe('Chef');
  });

  test('is refused unless told otherwise', async () => {
    expect((await tenant.setSingle(jane, 'Title', 'Boss')).status).toBe(500);
  });
});
