import { createMemoryPipeline } from './memory-pipeline';

export const MINUTE = 60_000;
export const ON = { TogoUPEnabled: true, SharePointUPSync: true };
export const OFF = { ...ON, SharePointUPSync: false };
export const ANNA = 'anna@contoso.com';
export const BERT = 'bert@contoso.com';
export const CARL = 'carl@contoso.com';
/** Who asks for a resync. */
export const ADMIN = '66666666-6666-4666-8666-666666666666';

/** A product with one instance, which reads settings as they are from the next minute on. */
export function startSystem() {
  const pipeline = createMemoryPipeline();
  const flows = pipeline.instance();
  const { changes, pushes, clock, tenant } = pipeline;
  /** Does the work of all messages, as often as they bring new ones. */
  const work = async (): Promise<void> => {
    for (;;) {
      const change = changes.take(clock.now);
      if (change !== undefined) await flows.applyPart(nameOf(change));
      const push = pushes.take(clock.now);
      if (push !== undefined) await flows.pushPart(nameOf(push));
      if (change === undefined && push === undefined) return;
    }
  };
  return {
    ...pipeline,
    flows,
    work,
    async deliver(userIds: readonly string[], name?: string) {
      const submissionId = await pipeline.accept(userIds, name);
      const { parts } = (await pipeline.ledger.find(submissionId))!;
      for (const part of parts.keys()) await flows.applyPart({ submissionId, part });
      await work();
      return submissionId;
    },
    /** Lets a minute pass, in which the sweep runs. */
    async sweep() {
      clock.now += MINUTE;
      await flows.sweep();
      await work();
    },
    switch(switches: typeof ON) {
      pipeline.switch(switches);
      clock.now += MINUTE;
    },
    set(...setting: Parameters<typeof pipeline.set>) {
      pipeline.set(...setting);
      clock.now += MINUTE;
    },
    async resync() {
      const { submissionId } = await flows.startResync(ADMIN);
      await work();
      return pipeline.history.find(submissionId);
    },
    /** Who was called about from now on; the answer tells it. */
    watchCalls() {
      const before = tenant.calls.length;
      return () => [
        ...new Set(tenant.calls.slice(before).map(({ who }) => who.replace(/^id-/, ''))),
      ];
    },
    submissions: async () => (await pipeline.history.list({})).items,
  };
}

function nameOf(message: object): { submissionId: string; part: number } {
  return message as { submissionId: string; part: number };
}
