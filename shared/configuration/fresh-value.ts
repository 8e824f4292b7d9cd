/** A value that is read again when it has become too old. */
export interface FreshValue<Value> {
  /** The value, at most `maxAgeMs` old. Askers at the same time share one reading; a failed one is not kept. */
  readonly get: () => Promise<Value>;
  /** Forgets what was read. */
  readonly forget: () => void;
}

export interface FreshValueOptions<Value> {
  readonly load: () => Promise<Value>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly maxAgeMs: number;
}

/** Remembers a value, so that not every request costs a call. */
export function createFreshValue<Value>({
  load,
  now,
  maxAgeMs,
}: FreshValueOptions<Value>): FreshValue<Value> {
  let reading: { readonly startedAt: number; readonly value: Promise<Value> } | undefined;
  const forget = () => {
    reading = undefined;
  };
  const start = () => {
    const started = { startedAt: now(), value: load() };
    reading = started;
    started.value.catch(() => {
      if (reading === started) forget();
    });
    return started.value;
  };
  return {
    forget,
    get: () => {
      const age = reading === undefined ? maxAgeMs : now() - reading.startedAt;
      // A clock that was set back makes the age negative, and would keep the value for too long.
      return reading !== undefined && age >= 0 && age < maxAgeMs ? reading.value : start();
    },
  };
}
