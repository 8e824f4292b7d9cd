import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

type Case = readonly [what: string, file: string, source: string];

const lines = (count: number) => Array.from({ length: count }, () => 'use();').join('\n');
const branches = 'if (a > 1) use();\n'.repeat(10);
const declareUse = 'declare function use(): void;\n';

const refused: readonly (readonly [...Case, rule: string])[] = [
  [
    'the environment outside settings.ts',
    'shared/intake/environment.ts',
    'export const home = process.env;',
    'no-restricted-properties',
  ],
  [
    'the environment by the back door',
    'shared/intake/imported-environment.ts',
    "import { env } from 'node:process';\nexport const home = env;",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    'an SDK outside an adapter',
    'shared/intake/parse-blob.ts',
    "import type { BlobClient } from '@azure/storage-blob';\nexport type Client = BlobClient;",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    'an SDK in a trigger',
    'functions/deliver-blob.ts',
    "import type { BlobClient } from '@azure/storage-blob';\nexport type Client = BlobClient;",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    'the Functions library in an adapter',
    'shared/intake/blob-context.ts',
    "import type { InvocationContext } from '@azure/functions';\nexport type C = InvocationContext;",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    'a call to the network outside an adapter',
    'shared/push/send.ts',
    "export const send = () => fetch('https://graph.microsoft.com');",
    'no-restricted-globals',
  ],
  [
    'a filter pasted together',
    'shared/intake/table-filter.ts',
    "export const filter = (id: string) => `RowKey eq '${id}'`;",
    'no-restricted-syntax',
  ],
  [
    'a filter added together',
    'shared/intake/table-sum.ts',
    'export const filter = (id: string) => "RowKey eq \'" + id + "\'";',
    'no-restricted-syntax',
  ],
  ['a default export', 'shared/intake/default.ts', 'export default 1;', 'no-restricted-syntax'],
  ['a barrel', 'shared/intake/barrel.ts', "export * from './default';", 'no-restricted-syntax'],
  [
    'a promise left alone',
    'shared/intake/floating.ts',
    'export function go() { Promise.resolve(1); }',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'a switch that forgets a case',
    'shared/intake/switch.ts',
    "export function go(a: 'x' | 'y') { switch (a) { case 'x': return 1; } return 2; }",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    'a fourth parameter',
    'shared/intake/parameters.ts',
    'export function add(a: number, b: number, c: number, d: number) { return a + b + c + d; }',
    'max-params',
  ],
  [
    'a function of 41 lines',
    'shared/intake/long-function.ts',
    `${declareUse}export function go() {\n${lines(39)}\n}`,
    'max-lines-per-function',
  ],
  ['a file of 201 lines', 'shared/intake/long.ts', declareUse + lines(200), 'max-lines'],
  [
    'a function with eleven ways through it',
    'shared/intake/complex.ts',
    `${declareUse}export function go(a: number) {\n${branches}}`,
    'complexity',
  ],
  ['the console', 'shared/intake/console.ts', "console.log('hello');", 'no-console'],
  [
    'a test without an assertion',
    'test/empty.test.ts',
    "import { test } from '@jest/globals';\ntest('does nothing', () => {});",
    'jest/expect-expect',
  ],
  [
    'a skipped test',
    'test/skipped.test.ts',
    "import { expect, test } from '@jest/globals';\ntest.skip('x', () => { expect(1).toBe(1); });",
    'jest/no-disabled-tests',
  ],
  [
    'a mocked module',
    'test/mocked.test.ts',
    "import { jest } from '@jest/globals';\njest.mock('../shared/settings');",
    'jest/no-restricted-jest-methods',
  ],
];

const accepted: readonly Case[] = [
  ['the environment in settings.ts', 'shared/settings.ts', 'export const home = process.env;'],
  [
    'an SDK, the network and a quoted filter in an adapter',
    'shared/intake/table-people.ts',
    [
      "import { odata } from '@azure/data-tables';",
      'export const filter = (id: string) => odata`RowKey eq ${id}`;',
      "export const send = () => fetch('https://graph.microsoft.com');",
    ].join('\n'),
  ],
  [
    'an SDK in the composition root',
    'shared/app.ts',
    "import { TableClient } from '@azure/data-tables';\nexport const build = TableClient;",
  ],
  [
    'the Functions library in a trigger',
    'functions/index.ts',
    "import { app } from '@azure/functions';\nexport const register = app.http;",
  ],
  [
    'a function of 40 lines and ten ways through it',
    'shared/intake/just-right.ts',
    `${declareUse}export function go(a: number) {\n${branches.slice(18)}${lines(29)}\n}`,
  ],
];

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string }[];
}

function lint(folder: string): ReadonlyMap<string, readonly string[]> {
  const tool = resolve('node_modules/eslint/bin/eslint.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tool, '--config', resolve('eslint.config.mjs'), '--format', 'json', '.'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const results: readonly LintResult[] = JSON.parse(stdout);
  return new Map(results.map((file) => [file.filePath, file.messages.map((m) => m.ruleId)]));
}

describe('the house rules', () => {
  let folder: string;
  let reported: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
    cpSync('tsconfig.json', join(folder, 'tsconfig.json'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    for (const [, file, source] of [...refused, ...accepted]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${source}\n`);
    }
    reported = lint(folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(refused)('refuse %s', (_what, file, _source, rule) => {
    expect(reported.get(join(folder, file))).toContain(rule);
  });

  test.each(accepted)('accept %s', (_what, file) => {
    expect(reported.get(join(folder, file))).toEqual([]);
  });
});
