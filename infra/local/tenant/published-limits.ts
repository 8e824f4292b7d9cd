/** The fixed windows that Microsoft publishes. */
export type WindowName = 'graphUnits' | 'graphWrites' | 'driveUnits' | 'peopleManager';

/** Units in one window; null switches the window off. */
export type Limits = Record<WindowName, number | null>;

/** Published limits for a tenant with that many licences. */
export function publishedLimits(licences: number): Limits {
  return {
    graphUnits: tier(licences, [50, 501], [3500, 5000, 8000]),
    graphWrites: 3000,
    driveUnits: tier(licences, [1001, 5001, 15_001, 50_001], [1250, 2500, 3750, 5000, 6250]),
    peopleManager: tier(licences, [1001, 5001, 15_001, 50_001], [3000, 6000, 9000, 12_000, 15_000]),
  };
}

/** The limit of the first tier that the size does not reach. */
function tier(size: number, starts: readonly number[], limits: readonly number[]): number {
  const index = starts.findIndex((start) => size < start);
  return limits[index < 0 ? limits.length - 1 : index] ?? 0;
}
