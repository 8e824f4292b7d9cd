import { beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as createId } from 'uuid';
import type { ErrorDetail } from '../../shared/model/error-detail';
import type { ErrorDetails, ErrorQuery } from '../../shared/record/error-details';

const NOW = Date.UTC(2026, 4, 17, 12);
const DAY = 86_400_000;

/** What every error table does; `create` gives an empty one. */
export function describeErrorDetails(
  name: string,
  create: (now: () => number) => ErrorDetails,
): void {
  describe(name, () => {
    let errors: ErrorDetails;
    beforeEach(() => {
      errors = create(() => NOW);
    });

    test('S58: keeps all members of a line', async () => {
      const line: ErrorDetail = {
        ...error({ index: 12, userId: 'Ana@Contoso.com' }),
        status: 'Warning',
        stage: 'push',
        code: 'ValueRefused',
        upn: 'ana@contoso.com',
        target: 'peopleManager',
        property: 'Department',
        attempt: 3,
      };
      await errors.record([line]);
      expect(await errors.list({})).toEqual({ items: [line] });
    });

    test('K7: a line that is recorded twice stands once', async () => {
      const line = error({ index: 1, userId: 'a' });
      await errors.record([line, line]);
      await errors.record([{ ...line, occurredAt: iso(NOW + 5) }]);
      expect((await errors.list({})).items).toEqual([{ ...line, occurredAt: iso(NOW + 5) }]);
    });

    test('keeps lines apart that differ in index, target, property, code or person', async () => {
      const line = error({ index: 1, userId: 'a' });
      const lines: ErrorDetail[] = [
        line,
        { ...line, index: 2 },
        { ...line, target: 'graph' },
        { ...line, property: 'jobTitle' },
        { ...line, code: 'InvalidValue' },
        { ...line, userId: 'b' },
      ];
      await errors.record(lines);
      const { items } = await errors.list({});
      expect(items).toHaveLength(lines.length);
      expect(items).toEqual(expect.arrayContaining(lines));
    });

    test('lists newest submission first, its completion, then its lines in order', async () => {
      const older = createId({ msecs: NOW - 2 * DAY });
      const newer = createId({ msecs: NOW });
      const lines = [older, newer].flatMap((submissionId) =>
        [11, 2, 0].map((index) => error({ submissionId, index })),
      );
      await errors.record([...lines, completed(older), completed(newer)]);
      const { items } = await errors.list({});
      expect(items.map(({ submissionId, index }) => [submissionId, index])).toEqual(
        [newer, older].flatMap((id) => [undefined, 0, 2, 11].map((index) => [id, index])),
      );
    });

    test('reads the lines of one submission alone, page by page', async () => {
      const submissionId = createId({ msecs: NOW });
      const lines = Array.from({ length: 250 }, (_, index) => error({ submissionId, index }));
      await errors.record([...lines, error({ submissionId: createId({ msecs: NOW }) })]);
      const pages = await readAll(errors, { submissionId, pageSize: 100 });
      expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
      expect(pages.flat()).toEqual(lines);
    });

    test('finds the lines of a person and of a code, over days and pages', async () => {
      const lines = Array.from({ length: 9 }, (_, day) => [
        error({ submissionId: createId({ msecs: NOW - day * 3 * DAY }), userId: 'ana' }),
        error({ submissionId: createId({ msecs: NOW - day * 3 * DAY }), userId: "O'Neil" }),
      ]);
      await errors.record(lines.flat());
      const pages = await readAll(errors, { userId: "O'Neil", pageSize: 4 });
      expect(pages.flat()).toEqual(lines.map(([, second]) => second));
      expect((await errors.list({ code: 'InvalidLocale', userId: 'ana' })).items).toHaveLength(9);
      expect(await errors.list({ code: 'Internal' })).toEqual({ items: [] });
    });

    test('a page that is just full has no next one', async () => {
      await errors.record([error({ index: 0 }), error({ index: 1 })]);
      expect(await errors.list({ pageSize: 2 })).not.toHaveProperty('continuation');
    });

    test('has no line for what cannot be a submission', async () => {
      await errors.record([error({})]);
      expect(await errors.list({ submissionId: "x' or '1' eq '1" })).toEqual({ items: [] });
    });

    test('recording nothing is fine', async () => {
      await errors.record([]);
      expect(await errors.list({})).toEqual({ items: [] });
    });
  });
}

function error(changes: Partial<ErrorDetail>): ErrorDetail {
  return {
    submissionId: createId({ msecs: NOW }),
    occurredAt: iso(NOW),
    status: 'Error',
    stage: 'intake',
    code: 'InvalidLocale',
    message: 'locale must be a language tag.',
    ...changes,
  };
}

function completed(submissionId: string): ErrorDetail {
  return {
    submissionId,
    occurredAt: iso(NOW),
    status: 'Completed',
    stage: 'record',
    code: 'Completed',
    message: 'completed: 3 received; 3 created',
  };
}

async function readAll(errors: ErrorDetails, query: ErrorQuery) {
  const pages: (readonly ErrorDetail[])[] = [];
  let page = await errors.list(query);
  pages.push(page.items);
  while (page.continuation !== undefined) {
    page = await errors.list({ ...query, continuation: page.continuation });
    pages.push(page.items);
  }
  return pages;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
