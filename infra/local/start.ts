import { describeError } from './host/describe-error';
import { startLocal } from './local-system';
import type { LocalSystem } from './local-system';
import { createPastedCurl } from './pasted-curl';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Like the real worker: an error that nobody caught ends the process and all that runs in it. */
function die(error: unknown): void {
  printError(describeError(error));
  process.exit(1);
}

/** The emulator's key is published; that of a real account must not be printed. */
function isEmulator(connectionString: string): boolean {
  return connectionString.includes('AccountName=devstoreaccount1;');
}

async function present(system: LocalSystem): Promise<void> {
  const { appUrl, tenantUrl, storageConnectionString, functionNames } = system;
  const storage = isEmulator(storageConnectionString) ? storageConnectionString : undefined;
  print(`app       ${appUrl}  (${functionNames.length} functions)`);
  print(`tenant    ${tenantUrl}  (simulated; what it holds: ${tenantUrl}/_state)`);
  print(`storage   ${storage ?? 'the account of AzureWebJobsStorage'}`);
  const curl = await createPastedCurl(system, process.env);
  if (curl !== undefined) print(`\nTry it:\n${curl}\n`);
  print(`ready ${JSON.stringify({ appUrl, tenantUrl, storage })}`);
}

function stopOnSignals(system: LocalSystem): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    print('stopping');
    system.close().then(() => process.exit(0), die);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function main(): Promise<void> {
  process.on('uncaughtException', die);
  const system = await startLocal({
    appDir: process.cwd(),
    writeLog: printError,
    onFatal: die,
  });
  stopOnSignals(system);
  await present(system);
}

void main().catch((error: unknown) => {
  // Nobody's data is at hand yet, so the message may be shown: it names the setting, say.
  printError(`Cannot start: ${error instanceof Error ? error.message : 'unknown'}`);
  die(error);
});
