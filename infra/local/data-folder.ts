import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const OWNER_FILE = 'owner.pid';
const PATIENCE_MS = 15_000;
const STEP_MS = 100;

/**
 * Makes the folder, and waits while another emulator works on it: one whose runner was killed takes
 * a moment to write down what it holds.
 * @throws Error when the other one stays: two on one folder would destroy the data
 */
export async function claimFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const deadline = performance.now() + PATIENCE_MS;
  for (let owner = runningOwner(folder); owner !== undefined; owner = runningOwner(folder)) {
    if (performance.now() > deadline) {
      throw new Error(
        `Process ${owner} is using ${folder}. Stop it, or set LOCAL_DATA to another folder; ` +
          `if it is no emulator, delete ${join(folder, OWNER_FILE)}.`,
      );
    }
    await pause(STEP_MS);
  }
}

/** Writes down whose folder it is. */
export function noteOwner(folder: string, pid: number | undefined): void {
  if (pid !== undefined) writeFileSync(join(folder, OWNER_FILE), String(pid));
}

function runningOwner(folder: string): number | undefined {
  const pid = readOwner(folder);
  return pid !== undefined && isRunning(pid) ? pid : undefined;
}

function readOwner(folder: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, OWNER_FILE), 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
