/** How many random schedules a property is tried with; set `PROPERTY_RUNS` for a longer search. */
export const PROPERTY_RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

/** Time for so many schedules on a slow, busy machine, milliseconds. */
export function timeFor(runs: number): number {
  return 60_000 + runs * 1_000;
}
