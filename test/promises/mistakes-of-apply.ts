import type { ProfileStore, ProfileWrite } from '../../shared/apply/profile-store';
import { createApplyPart } from '../../shared/flows/apply-part';
import { createBuryPart, type BuryPart } from '../../shared/flows/bury-part';
import { readPart } from '../../shared/flows/read-part';
import { createPartRecorder } from '../../shared/flows/record-part';
import { personKey } from '../../shared/model/person-key';
import type { OpenSubmission, PartResult } from '../../shared/model/submission';
import type { WorkMessage } from '../../shared/model/work-queue';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import type { TinyChunkStore } from '../fakes/tiny-chunk-store';
import type { FlowPorts, Mistake } from './flows-over';

const EVERYBODY = ['anna', 'bert', 'carl', 'dora', 'emil'].map(personKey);

/** The ledger with another reading of what is open. */
function readingOpen(
  ledger: SubmissionLedger,
  see: (submission: OpenSubmission) => OpenSubmission,
): SubmissionLedger {
  return { ...ledger, readOpen: async (options) => (await ledger.readOpen(options)).map(see) };
}

/** The profile store with other rows than those that are to be written. */
function writing(
  profiles: ProfileStore,
  change: (write: ProfileWrite) => ProfileWrite,
): ProfileStore {
  return {
    read: (keys) => profiles.read(keys),
    write: (writes) => profiles.write(writes.map(change)),
  };
}

/** K5: the first reading of each row was made before the ledger was read. */
async function readingRowsFirst(profiles: ProfileStore): Promise<ProfileStore> {
  const early = new Map(await profiles.read(EVERYBODY));
  const unread = new Set(EVERYBODY.map(({ rowKey }) => rowKey));
  return {
    read: async (keys) => {
      const rows = new Map(await profiles.read(keys));
      for (const { rowKey } of keys.filter((key) => unread.delete(key.rowKey))) {
        const row = early.get(rowKey);
        if (row === undefined) rows.delete(rowKey);
        else rows.set(rowKey, row);
      }
      return rows;
    },
    write: (writes) => profiles.write(writes),
  };
}

/** Under K5: whatever stands is overwritten. */
function overwriting(profiles: ProfileStore): ProfileStore {
  return {
    read: (keys) => profiles.read(keys),
    write: async (writes) => {
      const rows = await profiles.read(writes.map(({ key }) => key));
      return profiles.write(
        writes.map(({ etag: _, ...write }) => {
          const etag = rows.get(write.key.rowKey)?.etag;
          return etag === undefined ? write : { ...write, etag };
        }),
      );
    },
  };
}

/** K4: numbers of fields that are empty are not kept. */
function withoutClearedNumbers(write: ProfileWrite): ProfileWrite {
  const { profile, numbers } = write;
  const known = new Set<string>([
    ...['userId', 'lifecycle'],
    ...Object.keys(profile.fields),
    ...profile.extended.map(({ Key }) => `x:${Key}`),
  ]);
  const exceptions = Object.entries(numbers.exceptions).filter(([word]) => known.has(word));
  return { ...write, numbers: { ...numbers, exceptions: Object.fromEntries(exceptions) } };
}

/** K3: a part a change, so that words about one person lie in several. */
function tearing(chunks: TinyChunkStore): TinyChunkStore {
  return {
    ...chunks,
    create: (id) => {
      const writer = chunks.create(id);
      const finish: typeof writer.finish = async () => {
        const stored = await writer.finish();
        const parts = stored.parts.flatMap((part) =>
          part.kind === 'rejections'
            ? [part]
            : Array.from({ length: part.count }, (_, place) => ({
                ...part,
                offset: part.offset + place,
                length: 1,
                count: 1,
              })),
        );
        return { ...stored, parts };
      };
      return { ...writer, finish };
    },
  };
}

/** K8: the poison handler fails everything at once, whoever may still be at work on it. */
function failingAtOnce(ports: FlowPorts): BuryPart {
  const record = createPartRecorder(ports);
  return async ({ submissionId, part }) => {
    const submission = await ports.ledger.find(submissionId);
    const content = submission?.parts[part];
    if (submission === undefined || content === undefined) return;
    if (content.kind === 'rejections') return record.rejections(submission, part, content);
    const changes = await readPart(ports.chunks, submission, content);
    const outcomes = changes.map(
      ({ index, userId }) => ({ index, userId, outcome: 'failed', code: 'PartFailed' }) as const,
    );
    return record.outcomes(submission, part, { outcomes, push: true });
  };
}

/** K8: nobody waits until others can no longer be at work. */
function hurrying(ledger: SubmissionLedger, now: () => number): SubmissionLedger {
  const hurry = (result: PartResult): PartResult =>
    result.state === 'dying' ? { ...result, dueAt: now() } : result;
  return {
    ...ledger,
    recordPart: (id, result) => ledger.recordPart(id, hurry(result)),
    settlePart: (id, result) => ledger.settlePart(id, hurry(result)),
  };
}

/** Mistakes on the way from a message to the rows of the store, most of them named by the promises. */
export const MISTAKES_OF_APPLY: readonly Mistake[] = [
  {
    name: 'K5: reads the rows before the ledger',
    flows: (ports) => ({
      applyPart: async (name) => {
        const profiles = await readingRowsFirst(ports.profiles);
        await createApplyPart({ ...ports, profiles })(name);
      },
    }),
  },
  {
    name: 'K5: never leaves its number on what is unchanged',
    store: ({ ledger }) => ({
      ledger: readingOpen(ledger, (open) => ({ ...open, people: new Uint32Array() })),
    }),
  },
  {
    name: 'K5: takes for ended what only waits',
    store: ({ ledger }) => ({
      ledger: readingOpen(ledger, (open) =>
        open.state === 'queued' || open.state === 'waiting' ? { ...open, state: 'pushing' } : open,
      ),
    }),
  },
  {
    name: 'K5: overwrites rows without their version',
    store: ({ profiles }) => ({ profiles: overwriting(profiles) }),
  },
  {
    name: 'K4: forgets the numbers of cleared fields',
    store: ({ profiles }) => ({ profiles: writing(profiles, withoutClearedNumbers) }),
  },
  {
    name: 'K4: replace does not raise the floor',
    store: ({ profiles }) => ({
      profiles: writing(profiles, (write) => ({
        ...write,
        numbers: { ...write.numbers, floor: 0 },
      })),
    }),
  },
  {
    name: 'K3: tears a person over several parts',
    store: ({ chunks }) => ({ chunks: tearing(chunks) }),
  },
  {
    name: 'K8: fails a part in the poison handler at once',
    flows: (ports) => ({ buryPart: failingAtOnce(ports) }),
  },
  {
    name: 'K8: the undertaker waits for nobody who may be at work',
    flows: (ports) => ({
      buryPart: createBuryPart({
        ...ports,
        ledger: hurrying(ports.ledger, ports.now),
        buriedChanges: { send: (message) => ports.buriedChanges.send(message as WorkMessage) },
      }),
    }),
  },
];
