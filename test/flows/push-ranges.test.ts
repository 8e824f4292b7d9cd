import { describe, expect, test } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { createMemoryPipeline } from './memory-pipeline';

const PEOPLE = Array.from({ length: 250 }, (_, number) => `person${String(number)}@contoso.com`);

/** A part of 250 people, applied: three ranges to push. */
async function appliedPeople() {
  const pipeline = createMemoryPipeline({ partSize: PEOPLE.length });
  const submissionId = await pipeline.accept(PEOPLE);
  const instance = pipeline.instance();
  await instance.applyPart({ submissionId, part: 0 });
  return { pipeline, instance, name: { submissionId, part: 0 } };
}

describe('the push of a part', () => {
  test('goes on with everybody else when the tenant cannot be reached for one person', async () => {
    const { pipeline, instance, name } = await appliedPeople();
    const [unlucky] = PEOPLE;
    pipeline.tenant.onCall = ({ name: call, who }) => {
      if (call === 'find' && who === unlucky) {
        throw new SyncError('TenantUnavailable', 'The connection was reset.');
      }
      return undefined;
    };
    await expect(instance.pushPart(name)).rejects.toMatchObject({ code: 'TenantUnavailable' });
    expect(pipeline.tenant.sharePoint.size + pipeline.tenant.entra.size).toBeGreaterThan(0);
    const { pushes } = await pipeline.ledger.results(name.submissionId);
    expect(pushes.map(({ range }) => range)).toHaveLength(2);
    pipeline.tenant.onCall = () => undefined;
    await instance.pushPart(name);
    expect(await pipeline.stateOf(name.submissionId)).toBe('completed');
  });

  test('tells administrators once that the tenant refuses us, and waits', async () => {
    const { pipeline, instance, name } = await appliedPeople();
    pipeline.tenant.onCall = () => {
      throw new RetryLaterError('TenantRefused', 'A role is missing.', {
        retryAt: pipeline.clock.now + 60_000,
      });
    };
    await instance.pushPart(name);
    await instance.pushPart(name);
    const { items } = await pipeline.errors.list({ submissionId: name.submissionId });
    expect(items).toMatchObject([{ code: 'TenantRefused', target: 'graph', status: 'Error' }]);
    expect(pipeline.tenant.calls).toHaveLength(1);
    expect(await pipeline.stateOf(name.submissionId)).toBe('pushing');
  });

  test('K10: a message that is late after a long pause is sent once more, and only once', async () => {
    const { pipeline, instance, name } = await appliedPeople();
    const { clock, tenant, pushes } = pipeline;
    const hour = 3_600_000;
    tenant.onCall = () => {
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: clock.now + hour });
    };
    while (pushes.take(Infinity) !== undefined);
    await instance.pushPart(name);
    expect(pushes.waiting).toMatchObject([{ message: name }]);
    clock.now += hour;
    await instance.sweep();
    expect(pushes.waiting).toHaveLength(1);
    clock.now += 60_000;
    await instance.sweep();
    await instance.sweep();
    expect(pushes.waiting).toMatchObject([{}, { message: name, visibleAt: 0 }]);
    tenant.onCall = () => undefined;
    await instance.pushPart(name);
    expect(await pipeline.stateOf(name.submissionId)).toBe('completed');
  });

  test('K10: what other parts wait for brings no message of a part that pauses', async () => {
    const { pipeline, instance, name } = await appliedPeople();
    const { clock, tenant, pushes, ledger } = pipeline;
    tenant.onCall = () => {
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: clock.now + 3_600_000 });
    };
    while (pushes.take(Infinity) !== undefined);
    await instance.pushPart(name);
    const submission = await ledger.find(name.submissionId);
    await ledger.update(submission!, { lastSentAt: clock.now });
    for (let minute = 0; minute < 59; minute += 1) {
      clock.now += 60_000;
      await instance.sweep();
    }
    expect(pushes.waiting).toHaveLength(1);
  });

  test('K10: whoever has the message in hand is not sent another', async () => {
    const { pipeline, instance, name } = await appliedPeople();
    const { clock, tenant, pushes } = pipeline;
    tenant.onCall = () => {
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: clock.now + 120_000 });
    };
    while (pushes.take(Infinity) !== undefined);
    await instance.pushPart(name);
    clock.now += 180_000;
    tenant.onCall = ({ target }) => {
      if (target === 'peopleManager') throw new SyncError('TenantUnavailable', 'Gone.');
      return undefined;
    };
    await instance.pushPart(name).catch(() => undefined);
    await instance.sweep();
    expect(pushes.waiting).toHaveLength(1);
  });

  test('lets an import that is to be started go first when Graph has ended its pause', async () => {
    const { pipeline, name } = await appliedPeople();
    const { clock, tenant, pushes, imports } = pipeline;
    const to = { entra: 'displayName', sharePoint: 'AudienceDepartment' };
    const mappings = Object.entries(to).map(([target, property]) => ({
      ...{ source: 'name', target, property },
    }));
    pipeline.set('PropertyMap', { mappings });
    const pausedUntil = clock.now + 150_000;
    tenant.onCall = ({ name: call }) => {
      if (call !== 'update') return undefined;
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: pausedUntil });
    };
    while (pushes.take(Infinity) !== undefined);
    await pipeline.instance().pushPart(name);
    expect(imports.waiting).toMatchObject([{ message: { import: true } }]);
    const [{ visibleAt } = { visibleAt: 0 }] = pushes.waiting;
    expect(visibleAt).toBeGreaterThan(pausedUntil + 5_000);
  });
});
