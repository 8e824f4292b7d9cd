import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fastest, type Timed } from './fastest';
import type { Cell } from './print-table';

const ROUNDS = 7;
const BUNDLE = 'dist/app.js';
const UNBUNDLED = 'dist/bench/unbundled.js';
const SETTINGS = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ENTRA_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  API_AUDIENCE: 'api://profile-sync',
  SHAREPOINT_HOST: 'contoso.sharepoint.com',
};

/** Loading the deployed file, beside the same code with its packages read from their own files. */
export async function measureLoad(): Promise<Cell[][]> {
  await build({
    entryPoints: ['functions/index.ts'],
    outfile: UNBUNDLED,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'warning',
  });
  const tasks: Timed[] = [
    ['nothing but Node', () => load()],
    ['packages from their own files', () => load(UNBUNDLED)],
    ['the deployed bundle', () => load(BUNDLE)],
  ];
  const seconds = await fastest(tasks, ROUNDS);
  const bare = seconds[0]?.[1] ?? NaN;
  const floor = (seconds[1]?.[1] ?? NaN) - bare;
  return seconds.map(([what, taken]) => {
    const own = taken - bare;
    return [what, (own * 1_000).toFixed(0), own === 0 ? undefined : (own / floor).toFixed(2)];
  });
}

/** A process that loads the file and ends. */
async function load(file?: string): Promise<void> {
  const script = file === undefined ? '' : `require(${JSON.stringify(resolve(file))})`;
  const child = spawn(process.execPath, ['-e', `${script};process.exit()`], {
    stdio: 'ignore',
    env: SETTINGS,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${file ?? 'Node'} does not load.`);
}
