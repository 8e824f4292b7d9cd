import { TableClient } from '@azure/data-tables';

const SYNC_CONFIGURATION = { TogoUPEnabled: true, SharePointUPSync: true };
const CONFLICT = 409;

/** Writes the row `SyncConfiguration` of table `Settings` with both flags on, if there is none. */
export async function seedSettings(connectionString: string): Promise<void> {
  const settings = TableClient.fromConnectionString(connectionString, 'Settings', {
    allowInsecureConnection: true,
  });
  await settings.createTable();
  try {
    await settings.createEntity({
      partitionKey: 'Settings',
      rowKey: 'SyncConfiguration',
      Value: JSON.stringify(SYNC_CONFIGURATION),
    });
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== CONFLICT) throw error;
  }
}
