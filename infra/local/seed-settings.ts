import { TableClient } from '@azure/data-tables';

/** Everything is on; the simulated tenant is nobody else's, so all the calls that it allows are ours. */
const SEEDS = {
  SyncConfiguration: { TogoUPEnabled: true, SharePointUPSync: true },
  Push: { licences: 100_000, peopleManagerCalls: 15_000 },
} as const;

const CONFLICT = 409;

/** Writes the rows of table `Settings` that the local default needs, where there are none. */
export async function seedSettings(connectionString: string): Promise<void> {
  const settings = TableClient.fromConnectionString(connectionString, 'Settings', {
    allowInsecureConnection: true,
  });
  await settings.createTable();
  for (const [name, value] of Object.entries(SEEDS)) await seed(settings, name, value);
}

async function seed(settings: TableClient, name: string, value: object): Promise<void> {
  try {
    const row = { partitionKey: 'Settings', rowKey: name, Value: JSON.stringify(value) };
    await settings.createEntity(row);
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== CONFLICT) throw error;
  }
}
