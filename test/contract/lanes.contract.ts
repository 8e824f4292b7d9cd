import { describe, expect, it } from '@jest/globals';
import type { Lane, Lanes } from '../../shared/push/lanes';

const NOW = 1_767_600_000_000;

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

    it('has one lane a target', async () => {
      const { one, other } = await open();
      await take(one);
      expect(await other.acquire('peopleManager')).toMatchObject({ kind: 'mine' });
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
  });

  async function take(lanes: Lanes): Promise<Lane> {
    const answer = await lanes.acquire('graph');
    if (answer.kind !== 'mine') throw new Error(`The lane is ${answer.kind}.`);
    return answer.lane;
  }
}

export { NOW as LANES_NOW };
