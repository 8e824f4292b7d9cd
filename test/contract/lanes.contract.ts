import { describe, expect, it } from '@jest/globals';
import type { Allowance, Lane, Lanes } from '../../shared/push/lanes';

const NOW = 1_767_600_000_000;

const ALLOWANCE: Allowance = { calls: 120, windowMs: 300_000 };
const WINDOW_END = NOW + ALLOWANCE.windowMs;

/** Lanes as two instances of the app see them, on one clock that a test sets. */
export interface LaneWorld {
  readonly one: Lanes;
  readonly other: Lanes;
  readonly setNow: (time: number) => void;
}

/** What every `Lanes` does; `open` gives free ones. */
export function describeLanes(name: string, open: () => Promise<LaneWorld>): void {
  describe(name, () => {
    it('lets one instance at a time have a lane', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      expect(await other.acquire('graph')).toEqual({ kind: 'busy' });
      expect(await one.acquire('graph')).toEqual({ kind: 'busy' });
      await mine.release();
      expect(await other.acquire('graph')).toMatchObject({ kind: 'mine' });
    });

    it('has one lane a host', async () => {
      const { one, other } = await open();
      await take(one);
      expect(await other.acquire('sharePoint')).toMatchObject({ kind: 'mine' });
    });

    it('is kept for as long as it is needed', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      expect(await mine.ensure(1_000)).toBe(true);
      // More than is left of any lease: it has to be renewed.
      expect(await mine.ensure(54_990)).toBe(true);
      expect(await other.acquire('graph')).toEqual({ kind: 'busy' });
    });

    it('is closed for everybody until the pause has ended', async () => {
      const { one, other, setNow } = await open();
      const mine = await take(one);
      await mine.holdUntil(NOW + 30_000);
      await mine.holdUntil(NOW + 10_000);
      await mine.release();
      expect(await other.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 30_000 });
      expect(await one.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 30_000 });
      setNow(NOW + 29_999);
      expect(await other.acquire('graph')).toMatchObject({ kind: 'closed' });
      setNow(NOW + 30_000);
      expect(await other.acquire('graph')).toMatchObject({ kind: 'mine' });
    });

    it('may be given back twice', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      await mine.release();
      const theirs = await take(other);
      await mine.release();
      expect(await one.acquire('graph')).toEqual({ kind: 'busy' });
      await theirs.release();
    });

    it('is lost once somebody else has it', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      await mine.release();
      const theirs = await take(other);
      expect(await mine.ensure(59_999)).toBe(false);
      await mine.holdUntil(NOW + 30_000);
      await theirs.release();
      expect(await one.acquire('graph')).toMatchObject({ kind: 'mine' });
    });

    it('K9: lets all instances together make as many calls in a window as are allowed', async () => {
      const { one, other, setNow } = await open();
      const mine = await take(one);
      expect(await mine.reserve(50, ALLOWANCE)).toEqual({ granted: 50, until: WINDOW_END });
      await mine.release();
      setNow(NOW + 1_000);
      const theirs = await take(other);
      expect(await theirs.reserve(50, ALLOWANCE)).toEqual({ granted: 50, until: WINDOW_END });
      expect(await theirs.reserve(50, ALLOWANCE)).toEqual({ granted: 20, until: WINDOW_END });
      expect(await theirs.reserve(50, ALLOWANCE)).toEqual({ granted: 0, until: WINDOW_END });
      await theirs.release();
      setNow(WINDOW_END - 1);
      const again = await take(one);
      expect(await again.reserve(1, ALLOWANCE)).toEqual({ granted: 0, until: WINDOW_END });
    });

    it('starts a new window once the last has ended', async () => {
      const { one, setNow } = await open();
      const mine = await take(one);
      await mine.reserve(120, ALLOWANCE);
      setNow(WINDOW_END + 5_000);
      const until = WINDOW_END + 5_000 + ALLOWANCE.windowMs;
      expect(await mine.reserve(50, ALLOWANCE)).toEqual({ granted: 50, until });
    });

    it('has back what was reserved and not called for', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      await mine.reserve(120, ALLOWANCE);
      await mine.release(30);
      const theirs = await take(other);
      expect(await theirs.reserve(50, ALLOWANCE)).toMatchObject({ granted: 30 });
    });

    it('remembers the pause when it counts, and the count when it pauses', async () => {
      const { one, other, setNow } = await open();
      const mine = await take(one);
      await mine.reserve(50, ALLOWANCE);
      await mine.holdUntil(NOW + 30_000);
      await mine.reserve(50, ALLOWANCE);
      await mine.release();
      expect(await other.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 30_000 });
      setNow(NOW + 30_000);
      const theirs = await take(other);
      expect(await theirs.reserve(50, ALLOWANCE)).toMatchObject({ granted: 20 });
    });

    it('loses nothing of what is asked of it at the same time', async () => {
      const { one, other, setNow } = await open();
      const mine = await take(one);
      await Promise.all([
        mine.reserve(50, ALLOWANCE),
        mine.holdUntil(NOW + 30_000),
        mine.reserve(50, ALLOWANCE),
        mine.holdUntil(NOW + 20_000),
      ]);
      await mine.release(10);
      setNow(NOW + 29_999);
      expect(await other.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 30_000 });
      setNow(NOW + 30_000);
      const theirs = await take(other);
      expect(await theirs.reserve(50, ALLOWANCE)).toMatchObject({ granted: 30 });
    });

    it('counts each host apart', async () => {
      const { one } = await open();
      const graph = await take(one);
      await graph.reserve(120, ALLOWANCE);
      const answer = await one.acquire('sharePoint');
      const sharePoint = answer.kind === 'mine' ? answer.lane : undefined;
      expect(await sharePoint?.reserve(50, ALLOWANCE)).toMatchObject({ granted: 50 });
    });

    it('grants nothing, and takes nothing, once it is lost', async () => {
      const { one, other } = await open();
      const mine = await take(one);
      await mine.release();
      const theirs = await take(other);
      expect(await mine.reserve(50, ALLOWANCE)).toMatchObject({ granted: 0 });
      await mine.release(50);
      expect(await theirs.reserve(120, ALLOWANCE)).toMatchObject({ granted: 120 });
    });
  });

  async function take(lanes: Lanes): Promise<Lane> {
    const answer = await lanes.acquire('graph');
    if (answer.kind !== 'mine') throw new Error(`The lane is ${answer.kind}.`);
    return answer.lane;
  }
}

export { NOW as LANES_NOW };
