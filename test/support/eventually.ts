import { setTimeout as pause } from 'node:timers/promises';

/** Far beyond what is waited for, so that it only ends tests that would wait for ever. */
const PATIENCE_MS = 50_000;
const STEP_MS = 50;

/**
 * Reads until the value fits, and gives it.
 * @throws Error showing the last value when it never does
 */
export async function eventually<Value>(
  read: () => Promise<Value>,
  fits: (value: Value) => boolean,
): Promise<Value> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(`It never came to this, but stayed at ${JSON.stringify(value, null, 1)}`);
    }
    await pause(STEP_MS);
  }
}
