import { beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenSubmission, PartResult } from '../../shared/model/submission';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { acceptAnnounced, accepted, record } from './accept-announced';
import { newSubmission } from './sample-submission';

const NOW = Date.UTC(2026, 4, 17, 12);
const DAY = 86_400_000;

const PAUSED = { part: 3, until: 1_767_600_000_000 };

/** What every ledger does; `create` gives an empty one. */
export function describeSubmissionLedger(
  name: string,
  create: (now: () => number) => SubmissionLedger,
): void {
  describe(`${name}, accepting`, () => {
    const clock = { time: NOW };
    let ledger: SubmissionLedger;
    beforeEach(() => {
      clock.time = NOW;
      ledger = create(() => clock.time);
    });

    test('K1: gives the time as number, and one more where the time does not advance', async () => {
      const first = await accepted(ledger, newSubmission());
      const second = await accepted(ledger, newSubmission());
      clock.time -= DAY;
      const third = await accepted(ledger, newSubmission());
      expect([first, second, third].map(({ sequence }) => sequence)).toEqual([
        NOW,
        NOW + 1,
        NOW + 2,
      ]);
    });

    test('K1: numbers jump forward with the clock', async () => {
      await accepted(ledger, newSubmission());
      clock.time += DAY;
      expect((await accepted(ledger, newSubmission())).sequence).toBe(NOW + DAY);
    });

    test('keeps all that was said of the submission', async () => {
      const submission = newSubmission({ mode: 'replace', kind: 'file' });
      const open = await accepted(ledger, submission);
      expect(open).toEqual({
        ...submission,
        sequence: NOW,
        state: 'queued',
        lastSentAt: NOW,
        asleep: [],
        paused: [],
        etag: expect.any(String),
      });
      expect(await ledger.find(submission.id)).toEqual(open);
      expect(await ledger.readOpen({ withPeople: true })).toEqual([open]);
    });

    test.each([
      ['nobody', new Uint32Array()],
      ['everybody', 'everybody' as const],
      ['some of a longer list', Uint32Array.of(1, 2, 3, 4, 5).subarray(1, 3)],
      ['sixteen thousand', Uint32Array.from({ length: 16_000 }, (_, place) => place * 268_435)],
    ])('K1: keeps whom a submission speaks of: %s', async (_, people) => {
      const { id } = await accepted(ledger, newSubmission({ people }));
      expect((await ledger.find(id))?.people).toEqual(people);
    });

    test('keeps hundreds of parts', async () => {
      const parts = Array.from({ length: 700 }, (_, place) => ({
        kind: 'changes' as const,
        offset: place * 1_000_000_000,
        length: 999_999_999,
        count: 10_000,
      }));
      const { id } = await accepted(ledger, newSubmission({ parts }));
      expect((await ledger.find(id))?.parts).toEqual(parts);
      expect((await ledger.readOpen({ withPeople: false }))[0]?.parts).toEqual(parts);
    });

    test('leaves people out for who only counts', async () => {
      const { id } = await accepted(ledger, newSubmission());
      const [open] = await ledger.readOpen({ withPeople: false });
      expect(open).toMatchObject({
        id,
        people: 'everybody',
        sequence: NOW,
        caller: expect.any(String),
      });
    });

    test('K5: tells the people of all that may still write, and of nobody else', async () => {
      const people = Uint32Array.of(7);
      const pushing = await accepted(ledger, newSubmission({ people }));
      await ledger.update(pushing, { state: 'pushing' });
      for (let place = 0; place < 60; place++)
        await acceptAnnounced(ledger, newSubmission({ people }));
      const [first, ...others] = await ledger.readOpen({ withPeople: true });
      expect(first).toMatchObject({ id: pushing.id, people: 'everybody' });
      expect(others.map((other) => other.people)).toEqual(Array(60).fill(people));
    });

    test('K1: asked twice for the same submission, it answers the same', async () => {
      const submission = newSubmission();
      const key = record(submission);
      const first = await acceptAnnounced(ledger, submission, key);
      expect(await ledger.accept(submission, key)).toEqual(first);
      expect(await ledger.readOpen({ withPeople: true })).toHaveLength(1);
    });

    test('K1: a key that another delivery holds is told, and nothing else happens', async () => {
      const first = newSubmission();
      await acceptAnnounced(ledger, first, record(first));
      const second = newSubmission();
      const answer = await acceptAnnounced(ledger, second, {
        ...record(second),
        bodyHash: 'other',
      });
      expect(answer).toEqual({ kind: 'known', record: record(first) });
      expect(await ledger.find(second.id)).toBeUndefined();
      expect((await accepted(ledger, newSubmission())).sequence).toBe(NOW + 1);
    });

    test('K1: of deliveries at once, each gets a number of its own', async () => {
      const all = await Promise.all(
        Array.from({ length: 12 }, () => accepted(ledger, newSubmission())),
      );
      const numbers = all.map(({ sequence }) => sequence).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 12 }, (_, place) => NOW + place));
      const open = await ledger.readOpen({ withPeople: false });
      expect(open.map(({ sequence }) => sequence)).toEqual(numbers);
    });

    test('K1: of deliveries at once with the same key, one is accepted', async () => {
      const submissions = Array.from({ length: 6 }, () => newSubmission());
      const answers = await Promise.all(
        submissions.map((submission) =>
          acceptAnnounced(ledger, submission, { ...record(submission) }),
        ),
      );
      const winners = answers.filter(({ kind }) => kind === 'accepted');
      expect(winners).toHaveLength(1);
      const [open] = await ledger.readOpen({ withPeople: false });
      const known = answers.flatMap((answer) => (answer.kind === 'known' ? answer.record : []));
      expect(new Set(known.map(({ submissionId }) => submissionId))).toEqual(new Set([open?.id]));
    });

    test('remembers keys until they expire', async () => {
      const submission = newSubmission();
      await acceptAnnounced(ledger, submission, record(submission));
      await ledger.forgetKeys(NOW + 7 * DAY - 1);
      expect(await ledger.findKey('hash')).toEqual(record(submission));
      await ledger.forgetKeys(NOW + 7 * DAY);
      expect(await ledger.findKey('hash')).toBeUndefined();
    });

    test('knows nothing of what was never accepted, nor of what cannot be an id', async () => {
      expect(await ledger.find(newSubmission().id)).toBeUndefined();
      expect(await ledger.find("x' or PartitionKey ne 'y")).toBeUndefined();
      expect(await ledger.find('../a#?b')).toBeUndefined();
      expect(await ledger.findKey('none')).toBeUndefined();
      expect(await ledger.readOpen({ withPeople: true })).toEqual([]);
    });
  });

  describe(`${name}, following a submission`, () => {
    let ledger: SubmissionLedger;
    let open: OpenSubmission;
    beforeEach(async () => {
      ledger = create(() => NOW);
      open = await accepted(ledger, newSubmission());
    });

    test('sets state and time of sending, and leaves everything else', async () => {
      expect(await ledger.update(open, { state: 'applying' })).toBe(true);
      const moved = await ledger.find(open.id);
      expect(moved).toEqual({ ...open, state: 'applying', etag: expect.any(String) });
      expect(await ledger.update(moved ?? open, { lastSentAt: NOW + 5 })).toBe(true);
      expect(await ledger.find(open.id)).toMatchObject({ state: 'applying', lastSentAt: NOW + 5 });
      const sent = await ledger.find(open.id);
      expect(await ledger.update(sent ?? open, { asleep: [0, 7], paused: [PAUSED] })).toBe(true);
      expect(await ledger.find(open.id)).toMatchObject({
        lastSentAt: NOW + 5,
        asleep: [0, 7],
        paused: [PAUSED],
      });
    });

    test('K2: a row read without its people can be updated, and keeps them', async () => {
      const [read] = await ledger.readOpen({ withPeople: false });
      expect(await ledger.update(read ?? open, { state: 'waiting' })).toBe(true);
      expect((await ledger.find(open.id))?.people).toEqual(open.people);
    });

    test('of two who update the same version, the second changes nothing', async () => {
      expect(await ledger.update(open, { state: 'applying' })).toBe(true);
      expect(await ledger.update(open, { state: 'waiting' })).toBe(false);
      expect((await ledger.find(open.id))?.state).toBe('applying');
    });

    test('K2: ends once, and notes when its blobs may go', async () => {
      await ledger.end(open.id, NOW + 10, { report: false });
      await ledger.end(open.id, NOW + 99, { report: true });
      expect(await ledger.find(open.id)).toBeUndefined();
      expect(await ledger.readOpen({ withPeople: false })).toEqual([]);
      expect(await ledger.update(open, { state: 'applying' })).toBe(false);
      expect(await ledger.deletable(NOW + 9)).toEqual([]);
      expect(await ledger.deletable(NOW + 10)).toEqual([
        { submissionId: open.id, deleteAt: NOW + 10 },
      ]);
      expect(await ledger.deletable(NOW + 99 * DAY)).toHaveLength(1);
      expect(await ledger.dueReports(NOW + DAY, 10)).toEqual([]);
    });

    test('K2: forgets an ended submission with its results', async () => {
      await ledger.recordPart(open.id, done(0));
      await ledger.end(open.id, NOW, { report: false });
      const [ended] = await ledger.deletable(NOW);
      await ledger.forgetEnded(ended ?? { submissionId: '', deleteAt: 0 });
      await ledger.forgetEnded(ended ?? { submissionId: '', deleteAt: 0 });
      expect(await ledger.deletable(NOW)).toEqual([]);
      expect(await ledger.results(open.id)).toEqual({ parts: [], pushes: [] });
    });

    test('K7: the first result of a part stands', async () => {
      expect(await ledger.recordPart(open.id, done(0))).toBe(true);
      expect(await ledger.recordPart(open.id, { ...done(0), outcomes: { failed: 9 } })).toBe(false);
      expect(await ledger.settlePart(open.id, { ...done(0), outcomes: { failed: 9 } })).toBe(false);
      expect((await ledger.results(open.id)).parts).toEqual([done(0)]);
    });

    test('K8: a dying result is settled once', async () => {
      const dying: PartResult = { ...done(1), state: 'dying', outcomes: {}, dueAt: NOW + 600_000 };
      expect(await ledger.settlePart(open.id, done(1))).toBe(false);
      expect(await ledger.recordPart(open.id, dying)).toBe(true);
      expect((await ledger.results(open.id)).parts).toEqual([dying]);
      const sealed: PartResult = { ...dying, sealed: true, dueAt: NOW + 1_200_000 };
      expect(await ledger.settlePart(open.id, sealed)).toBe(true);
      expect((await ledger.results(open.id)).parts).toEqual([sealed]);
      expect(await ledger.settlePart(open.id, done(1))).toBe(true);
      expect(await ledger.settlePart(open.id, { ...done(1), errors: 5 })).toBe(false);
      expect((await ledger.results(open.id)).parts).toEqual([done(1)]);
    });

    test('K7: lists all results in the order of parts and ranges', async () => {
      for (const part of [10, 2, 0]) await ledger.recordPart(open.id, done(part));
      const ranges = [12, 3, 0].map((range) => push(2, range));
      await ledger.recordPushes(open.id, [push(10, 0), ...ranges]);
      const { parts, pushes } = await ledger.results(open.id);
      expect(parts).toEqual([done(0), done(2), done(10)]);
      expect(pushes).toEqual([push(2, 0), push(2, 3), push(2, 12), push(10, 0)]);
    });

    test('K7: ranges that have a result keep it, the others get one', async () => {
      await ledger.recordPushes(open.id, [push(0, 1)]);
      await ledger.recordPushes(open.id, [{ ...push(0, 1), errors: 7 }, push(0, 2)]);
      expect((await ledger.results(open.id)).pushes).toEqual([push(0, 1), push(0, 2)]);
    });

    test('K8: dying ranges are settled, others and unknown ones are left', async () => {
      const dying = { ...push(0, 0), state: 'dying' as const, pushes: {}, dueAt: NOW };
      await ledger.recordPushes(open.id, [dying, push(0, 1)]);
      const again = [push(0, 0), { ...push(0, 1), errors: 7 }, push(0, 2)];
      await ledger.settlePushes(open.id, again);
      expect((await ledger.results(open.id)).pushes).toEqual([push(0, 0), push(0, 1)]);
    });
  });
}

function done(part: number): PartResult {
  return { part, state: 'done', outcomes: { created: 2, skipped: 1 }, toPush: 2, errors: 0 };
}

function push(part: number, range: number) {
  return { part, range, state: 'done' as const, pushes: { pushed: 99, failed: 1 }, errors: 1 };
}
