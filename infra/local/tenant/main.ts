import { readLocalSettings, readVariables } from '../local-settings';
import { installShiftedClock } from '../shifted-clock';
import { startTenant } from './tenant-server';

/**
 * Runs the tenant alone, with the settings of the local runner (`LOCAL_TENANT_PORT`,
 * `ENTRA_TENANT_ID`, …), until SIGINT or SIGTERM. Prints `ready {"tenantUrl":…}` when it listens.
 */
async function main(): Promise<void> {
  const clock = installShiftedClock();
  const settings = readLocalSettings(readVariables(process.cwd(), process.env));
  const { tenantId, audience, sharePointHost, ingestRoles } = settings;
  const tenant = await startTenant({
    port: settings.tenantPort,
    ...{ tenantId, audience, sharePointHost, ingestRoles },
    onClockShift: (offsetMs) => {
      clock.shift(offsetMs);
    },
  });
  const stop = (): void => {
    void tenant.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`ready ${JSON.stringify({ tenantUrl: tenant.url })}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
