import { findDifferences, readArrivals, type Arrival } from './demo/compare';
import { deliverBatch, deliverFile, waitForAll, type Door, type Submission } from './demo/deliver';
import { formatTable } from './demo/print-table';
import { samplePeople } from './demo/sample-people';
import { fetchToken } from './fetch-token';
import { describeError } from './host/describe-error';
import { startLocal, type LocalSystem } from './local-system';

const BATCHES = 10;
const BATCH_SIZE = 100;
const FILE_SIZE = 200;
const SHOWN = 12;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Free ports and nothing on disk, so that the demo runs beside anything and leaves nothing behind. */
function isolate(): void {
  Object.assign(process.env, {
    LOCAL_PORT: '0',
    LOCAL_TENANT_PORT: '0',
    LOCAL_DATA: 'memory',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  });
  delete process.env['TENANT_URL'];
}

async function openDoor({ appUrl, tenantUrl }: LocalSystem): Promise<Door> {
  const token = await fetchToken(tenantUrl, process.env);
  if (token === undefined) throw new Error('The tenant gives no token.');
  return { appUrl, token };
}

/** Delivers everybody and waits for the end; tells whether what arrived is what was sent. */
async function demonstrate(system: LocalSystem): Promise<boolean> {
  const entries = samplePeople(1000, BATCHES * BATCH_SIZE + FILE_SIZE);
  const people = entries.map(({ person }) => person);
  const door = await openDoor(system);
  const batched = BATCHES * BATCH_SIZE;
  print(
    `Delivering ${String(batched)} people in ${String(BATCHES)} batches, ${String(FILE_SIZE)} by file.`,
  );
  const statusUrls = [];
  for (let start = 0; start < batched; start += BATCH_SIZE) {
    statusUrls.push(await deliverBatch(door, people.slice(start, start + BATCH_SIZE)));
  }
  statusUrls.push(await deliverFile(door, people.slice(batched)));
  const submissions = await waitForAll(door, statusUrls, reportProgress());
  const arrivals = await readArrivals(
    { storage: system.storageConnectionString, tenantUrl: system.tenantUrl },
    entries,
  );
  show(submissions, arrivals);
  const differences = arrivals.flatMap(findDifferences);
  const unbalanced = submissions.filter((one) => sum(one.outcomes) !== one.received);
  for (const difference of differences.slice(0, SHOWN)) print(`NOT AS SENT: ${difference}`);
  for (const one of unbalanced) print(`COUNTS DO NOT ADD UP: ${one.submissionId}`);
  return differences.length === 0 && unbalanced.length === 0;
}

/** One line each time that something has moved. */
function reportProgress(): (submissions: readonly Submission[]) => void {
  let last = '';
  return (submissions) => {
    const applied = submissions.reduce((total, one) => total + sum(one.outcomes), 0);
    const pushed = submissions.reduce(
      (total, one) => total + sum(one.push) - (one.push['pending'] ?? 0),
      0,
    );
    const ended = submissions.filter(({ state }) => state.startsWith('completed')).length;
    const line = `  ${String(applied)} applied, ${String(pushed)} pushed, ${String(ended)} of ${String(submissions.length)} deliveries ended`;
    if (line !== last) print(line);
    last = line;
  };
}

function show(submissions: readonly Submission[], arrivals: readonly Arrival[]): void {
  print('\nDeliveries');
  print(
    formatTable(
      ['kind', 'state', 'received', 'accepted', 'rejected', 'outcomes', 'tenant'],
      submissions.map((one) => [
        one.kind,
        one.state,
        one.received,
        one.accepted,
        one.rejected,
        counts(one.outcomes),
        counts(one.push),
      ]),
    ),
  );
  const errors = submissions.flatMap((one) => one.errors);
  print(`\nTogoUPErrorDetail: ${String(errors.length)} lines, the first ${String(SHOWN)}`);
  print(
    formatTable(
      ['status', 'code', 'userId', 'property', 'message'],
      errors
        .slice(0, SHOWN)
        .map((one) => [one.status, one.code, one.userId, one.property, one.message]),
    ),
  );
  for (const arrival of [arrivals[0], arrivals.at(-1)]) showPerson(arrival);
}

/** A field of the document, and where the tenant shows it. */
const SHOWN_FIELDS: readonly (readonly [string, 'entra' | 'sharePoint', string])[] = [
  ['name', 'entra', 'displayName'],
  ['jobTitle', 'entra', 'jobTitle'],
  ['department', 'entra', 'department'],
  ['mobile', 'sharePoint', 'CellPhone'],
  ['audienceDepartment', 'sharePoint', 'AudienceDepartment'],
];

/** One person as sent and as they stand. */
function showPerson(arrival: Arrival | undefined): void {
  if (arrival === undefined) return;
  const { person } = arrival.entry;
  print(`\n${String(person.userId)}`);
  const rows = SHOWN_FIELDS.map(([field, place, property]) => [
    field,
    person[field],
    arrival.stored?.[field],
    arrival[place]?.[property],
  ]);
  print(formatTable(['field', 'sent', 'UserProfiles', 'Entra / SharePoint'], rows));
}

function counts(record: Readonly<Record<string, number>>): string {
  return Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${String(count)} ${name}`)
    .join(', ');
}

function sum(record: Readonly<Record<string, number>>): number {
  return Object.values(record).reduce((total, count) => total + count, 0);
}

async function main(): Promise<void> {
  isolate();
  const system = await startLocal({
    appDir: process.cwd(),
    writeLog: (line) => process.stderr.write(`${line}\n`),
    onFatal: die,
  });
  try {
    const isAsSent = await demonstrate(system);
    print(isAsSent ? '\nEverybody arrived as sent.' : '\nWhat arrived is NOT what was sent.');
    process.exitCode = isAsSent ? 0 : 1;
  } finally {
    await system.close();
  }
}

function die(error: unknown): void {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}

void main().then(() => process.exit(), die);
