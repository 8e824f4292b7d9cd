/** Something to be timed, and its name. */
export type Timed = readonly [what: string, task: () => Promise<unknown>];

/**
 * The fastest of some rounds for each task, in seconds. Tasks take turns, so that what else the machine does hits all
 * of them; what is slower than the fastest was disturbed.
 */
export async function fastest(
  tasks: readonly Timed[],
  rounds: number,
): Promise<(readonly [what: string, seconds: number])[]> {
  const best = tasks.map(() => Infinity);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, [, task]] of tasks.entries()) {
      const start = performance.now();
      await task();
      best[place] = Math.min(best[place] ?? Infinity, (performance.now() - start) / 1_000);
    }
  }
  return tasks.map(([what], place) => [what, best[place] ?? NaN]);
}
