import { z } from 'zod';
import type { ShiftedClock } from './shifted-clock';

const POLL_MS = 500;
const ANSWER_MS = 2_000;
const controlSchema = z.object({ clock: z.object({ offsetMs: z.number() }) });

/**
 * Keeps the clock of this process where a tenant in another process has moved its own. A server
 * that has no `/_control` leaves the clock alone. Resolves, after the
 * first look, to what ends it.
 */
export async function followClock(tenantUrl: string, clock: ShiftedClock): Promise<() => void> {
  const look = async () => {
    const offsetMs = await readOffset(tenantUrl);
    if (offsetMs !== undefined && offsetMs !== clock.offsetMs()) clock.shift(offsetMs);
  };
  await look();
  const timer = setInterval(() => void look(), POLL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function readOffset(tenantUrl: string): Promise<number | undefined> {
  try {
    const response = await fetch(new URL('/_control', tenantUrl), {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return controlSchema.safeParse(await response.json()).data?.clock.offsetMs;
  } catch {
    // A tenant that is down is the app's to notice, and tests take it down on purpose.
    return undefined;
  }
}
