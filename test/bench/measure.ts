import { measureIntake } from './measure-intake';
import { measureLoad } from './measure-load';
import { measureMemory } from './measure-memory';
import { countPipeline, measurePipeline } from './measure-pipeline';
import { measureStorm } from './measure-storm';
import { measureTenant } from './measure-tenant';
import { printTable, type Cell } from './print-table';

interface Measurement {
  readonly headings: readonly string[];
  readonly rows: () => Promise<Cell[][]>;
}

const PIPELINE = ['pipeline', 'answered after s', 'ended after s', 'people/s', 'of the floor'];

const measurements: Readonly<Record<string, Measurement>> = {
  load: { headings: ['loading', 'ms', 'of the floor'], rows: measureLoad },
  intake: { headings: ['intake', 'MB/s', 'of the floor'], rows: measureIntake },
  requests: {
    headings: ['requests to storage, 10000 people', 'first load', 'the same again'],
    rows: () => countPipeline(10_000),
  },
  tenant: {
    headings: ['requests to the tenant, 10000 people', 'changed', 'the same again'],
    rows: measureTenant,
  },
  storm: { headings: ['a minute of refusals, two apps', 'number'], rows: measureStorm },
  memory: { headings: ['largest delivery, peak memory', 'MB'], rows: measureMemory },
  small: { headings: PIPELINE, rows: () => measurePipeline(10_000, 3) },
  large: { headings: PIPELINE, rows: () => measurePipeline(100_000, 2) },
};

/** Takes all measurements, or those that are named. */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  for (const [name, { headings, rows }] of Object.entries(measurements)) {
    if (named.length === 0 || named.includes(name)) printTable(headings, await rows());
  }
}

void main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : 'unknown'}\n`);
    process.exit(1);
  },
);
