import { rideStorm } from '../support/ride-storm';
import { startTwoApps } from '../support/two-apps';
import type { Cell } from './print-table';

const SECONDS = 60;

/** Two apps deliver while the tenant refuses four of five calls; what they must never do is counted. */
export async function measureStorm(): Promise<Cell[][]> {
  const system = await startTwoApps();
  try {
    const report = await rideStorm(system, SECONDS);
    const { calls, refused } = report;
    const asked = Object.entries(calls).filter(([, count]) => count > 0);
    const completed = report.submissions.filter(({ state }) => state === 'completed');
    return [
      ...asked.flatMap(([target, count]) => [
        [`${target}: requests`, count],
        [`${target}: refused, items of batches included`, refused[target] ?? 0],
      ]),
      ['calls before the end of a pause', report.earlyCalls],
      ['people delivered', report.people],
      ['of them not in the tenant as they were sent', report.lost.length],
      ['messages that went to a poison queue', report.buried.length],
      [`submissions completed, of ${String(report.submissions.length)}`, completed.length],
    ];
  } finally {
    await system.close();
  }
}
