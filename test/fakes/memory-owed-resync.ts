import type { OwedResync } from '../../shared/push/owed-resync';

/** The note that a resync is owed, in memory; `notes` counts how often it was noted. */
export function memoryOwedResync(): OwedResync & { notes: number } {
  let isOwed = false;
  let version = 0;
  const owed = {
    notes: 0,
    note() {
      owed.notes += 1;
      version += 1;
      isOwed = true;
      return Promise.resolve();
    },
    read: () => Promise.resolve(isOwed ? String(version) : undefined),
    settle(noted: string) {
      if (!isOwed || noted !== String(version)) return Promise.resolve(false);
      version += 1;
      isOwed = false;
      return Promise.resolve(true);
    },
  };
  return owed;
}
