import { peopleBody } from './bench-people';
import { startBenchSystem, type BenchOptions, type BenchSystem } from './bench-system';
import type { Cell } from './print-table';

/** With a form around it, the body still fits the limit of 100,000,000 bytes. */
const MOST = { maxCount: 500_000, maxBytes: 99_999_000 };

/**
 * Peak memory of the app's process, host included, for the largest delivery; each case in a process of its own. What
 * is refused for want of a token reaches the handler and is looked at no further.
 */
export async function measureMemory(): Promise<Cell[][]> {
  const body = peopleBody('person', MOST);
  const rows: Cell[][] = [
    ['nothing but one person', await peakOf({}, () => Promise.resolve())],
    ['refused for want of a token', await peakOf({}, (system) => system.knock(body))],
  ];
  for (const kind of ['batch', 'file'] as const) {
    const takeIn = (system: BenchSystem) => system.deliver({ body, kind, until: 'answer' });
    const takeAll = (system: BenchSystem) => system.deliver({ body, kind, until: 'end' });
    rows.push([`${kind} taken in`, await peakOf({ applies: false }, takeIn)]);
    rows.push([`${kind} taken in and applied`, await peakOf({}, takeAll)]);
  }
  return rows;
}

/** MB (10^6 bytes). */
async function peakOf(
  options: BenchOptions,
  work: (system: BenchSystem) => Promise<unknown>,
): Promise<string> {
  const system = await startBenchSystem(options);
  try {
    await work(system);
  } catch (error) {
    await system.close();
    throw error;
  }
  return (await system.close()).toFixed(0);
}
