import { createAcceptDelivery } from '../../shared/flows/accept-delivery';
import { sumCounts, type OutcomeCounts } from '../../shared/model/outcome';
import type { OpenSubmission } from '../../shared/model/submission';
import type { IdempotencyRecord, SubmissionLedger } from '../../shared/record/submission-ledger';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import type { Mistake } from './flows-over';

/** K1: the number is the time of the service, which can step back and stand still. */
function numberingByClock(ledger: SubmissionLedger, now: () => number): SubmissionLedger {
  const numbers = new Map<string, number>();
  const renumber = (open: OpenSubmission): OpenSubmission => ({
    ...open,
    sequence: numbers.get(open.id) ?? open.sequence,
  });
  return {
    ...ledger,
    readOpen: async (options) => (await ledger.readOpen(options)).map(renumber),
    find: async (id) => {
      const open = await ledger.find(id);
      return open === undefined ? undefined : renumber(open);
    },
    accept: async (submission, key) => {
      const acceptance = await ledger.accept(submission, key);
      if (acceptance.kind === 'known') return acceptance;
      if (!numbers.has(submission.id)) numbers.set(submission.id, now());
      return { kind: 'accepted', submission: renumber(acceptance.submission) };
    },
  };
}

/** K1: the key is taken in another call than the one that accepts. */
function takingKeysApart(
  ledger: SubmissionLedger,
  keys: Map<string, IdempotencyRecord>,
): SubmissionLedger {
  return {
    ...ledger,
    findKey: async (keyHash) => keys.get(keyHash),
    accept: async (submission, key) => {
      const record = key === undefined ? undefined : keys.get(key.keyHash);
      if (record !== undefined) return { kind: 'known', record };
      const acceptance = await ledger.accept(submission);
      if (key !== undefined) keys.set(key.keyHash, key);
      return acceptance;
    },
  };
}

/** K7: counts are added at every delivery of a part, not read off its one result. */
function incrementing(ledger: SubmissionLedger): SubmissionLedger {
  const counters = new Map<string, OutcomeCounts>();
  const count = (id: string, part: number, outcomes: OutcomeCounts): void => {
    const counter = `${id} ${part}`;
    counters.set(counter, sumCounts([counters.get(counter) ?? {}, outcomes]));
  };
  return {
    ...ledger,
    recordPart: async (id, result) => {
      count(id, result.part, result.outcomes);
      return ledger.recordPart(id, result);
    },
    results: async (id) => {
      const { parts, pushes } = await ledger.results(id);
      const counted = parts.map((result) => ({
        ...result,
        outcomes: counters.get(`${id} ${result.part}`) ?? {},
      }));
      return { parts: counted, pushes };
    },
  };
}

const keysOfWorlds = new WeakMap<object, Map<string, IdempotencyRecord>>();

function keysOf(world: object): Map<string, IdempotencyRecord> {
  const keys = keysOfWorlds.get(world) ?? new Map<string, IdempotencyRecord>();
  keysOfWorlds.set(world, keys);
  return keys;
}

/** Mistakes at acceptance, in the books and at the end. */
export const MISTAKES_OF_RECORD: readonly Mistake[] = [
  {
    name: 'K1: numbers deliveries by the clock of the service',
    store: ({ ledger }, world) => ({ ledger: numberingByClock(ledger, () => world.now) }),
  },
  {
    name: 'K1: takes the key apart from the acceptance',
    flows: (ports, _flows, world) => ({
      acceptDelivery: createAcceptDelivery({
        ...ports,
        ledger: takingKeysApart(ports.ledger, keysOf(world)),
      }),
    }),
  },
  {
    name: 'K2: believes in messages and never sweeps',
    flows: () => ({ sweep: () => Promise.resolve() }),
  },
  {
    name: 'K7: increments counters',
    store: ({ ledger }) => ({ ledger: incrementing(ledger) }),
  },
  {
    name: 'K7: ends with the first part',
    progress: ({ ledger, ...ports }) =>
      createSubmissionProgress({
        ...ports,
        ledger: {
          ...ledger,
          find: async (id) => {
            const open = await ledger.find(id);
            return open === undefined ? undefined : { ...open, parts: open.parts.slice(0, 1) };
          },
        },
      }),
  },
  {
    name: 'K7: the second outcomes of a part replace the first',
    store: ({ files }) => {
      const latest = new Map<string, Parameters<typeof files.saveOutcomes>[2]>();
      return {
        files: {
          ...files,
          saveOutcomes: async (id, part, outcomes) => {
            latest.set(`${id} ${part}`, outcomes);
            return outcomes;
          },
          readOutcomes: async (id, part) => latest.get(`${id} ${part}`),
        },
      };
    },
  },
];
