/** The tenant's share of the common clock: it only knows by how much it was asked to move it. */
export class Clock {
  #offsetMs = 0;
  readonly #onShift: (offsetMs: number) => void;

  constructor(onShift: (offsetMs: number) => void) {
    this.#onShift = onShift;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * Moves the clock: `+24h`, `-30m`, `+PT24H` (on top of what it was moved before), an ISO instant,
   * `{offsetMs}` (in all), or `reset`. Throws on anything else.
   */
  shift(to: string | { offsetMs: number }): void {
    this.#offsetMs = typeof to === 'string' ? this.#offsetFor(to) : to.offsetMs;
    this.#onShift(this.#offsetMs);
  }

  #offsetFor(text: string): number {
    if (text === 'reset') return 0;
    const step = stepMs(text);
    if (step !== undefined) return this.#offsetMs + step;
    const instant = Date.parse(text);
    if (Number.isNaN(instant)) throw new RangeError(`clock: "${text}" is no shift and no instant.`);
    return instant - (Date.now() - this.#offsetMs);
  }
}

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of `+24h`, `-1d`, `+90s`, `+250ms` or `+PT24H`, `+P1DT30M`; undefined for other text. */
function stepMs(text: string): number | undefined {
  const plain = /^([+-])(\d+)(d|h|m|s|ms)$/.exec(text);
  if (plain) return signed(plain[1], Number(plain[2]) * unitMs[plain[3] as keyof typeof unitMs]);
  const iso = /^([+-])P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!iso || text.length < 4) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = iso;
  return signed(
    sign,
    Number(days) * unitMs.d +
      Number(hours) * unitMs.h +
      Number(minutes) * unitMs.m +
      Number(seconds) * unitMs.s,
  );
}

function signed(sign: string | undefined, value: number): number {
  return sign === '-' ? -value : value;
}
