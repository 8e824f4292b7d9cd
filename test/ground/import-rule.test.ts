import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** The house in small: every arrow that is allowed, and nothing else. */
const house: Readonly<Record<string, readonly string[]>> = {
  'functions/index': ['./deliver', '@azure/functions'],
  'functions/deliver': ['../shared/app', '../shared/flows/accept', '../shared/model/person'],
  'shared/app': ['./settings', './intake/blob-store', './flows/accept', './storage/blob-lease'],
  'shared/settings': ['zod', './model/person'],
  'shared/flows/accept': ['../intake/parse', '../apply/merge', '../model/person'],
  'shared/intake/parse': ['./verdict', '../model/person', 'node:crypto', '@fastify/busboy'],
  'shared/intake/verdict': [],
  'shared/intake/blob-store': ['../storage/blob-lease', '@azure/storage-blob'],
  'shared/apply/merge': ['../model/person'],
  'shared/apply/table-profiles': ['./table-rows'],
  'shared/apply/table-rows': [],
  'shared/storage/blob-lease': ['@azure/storage-blob', '../model/person'],
  'shared/model/person': ['zod', './key'],
  'shared/model/key': ['node:crypto'],
  'infra/local/start': ['./tenant', '../../shared/model/person', 'fast-check'],
  'infra/local/tenant': [],
  'test/intake/parse.test': ['../../shared/intake/parse', '../../infra/local/tenant', '../fake'],
  'test/fake': [],
};

const packages = {
  dependencies: ['zod', '@azure/functions', '@azure/storage-blob', '@fastify/busboy'],
  devDependencies: ['fast-check'],
};

/** What must not be, each with the rule that says so. */
const planted: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['shared/model/key', './person', 'no-circle'],
  ['shared/intake/parse', './nowhere', 'no-unknown-import'],
  ['shared/intake/parse', 'fast-check', 'production-packages-only'],
  ['shared/model/person', '@azure/storage-blob', 'model-stands-alone'],
  ['shared/model/person', '../intake/verdict', 'model-stands-alone'],
  ['shared/storage/blob-lease', '../intake/verdict', 'storage-knows-only-the-model'],
  ['shared/intake/parse', '../storage/blob-lease', 'storage-is-for-adapters'],
  ['shared/flows/accept', '../storage/blob-lease', 'storage-is-for-adapters'],
  ['shared/intake/parse', '../apply/merge', 'stages-never-meet'],
  ['shared/intake/blob-store', '../apply/table-rows', 'stages-never-meet'],
  ['shared/intake/parse', '../flows/other', 'stages-never-meet'],
  ['shared/flows/accept', '../settings', 'flows-import-stages-and-model'],
  ['shared/flows/accept', '../intake/blob-store', 'only-app-builds-adapters'],
  ['shared/apply/merge', './table-rows', 'only-app-builds-adapters'],
  ['functions/deliver', '../shared/intake/blob-store', 'only-app-builds-adapters'],
  ['shared/settings', './intake/verdict', 'settings-know-only-the-model'],
  ['shared/flows/other', '../app', 'app-is-for-functions'],
  ['infra/local/start', '../../shared/app', 'app-is-for-functions'],
  ['functions/deliver', '../shared/intake/parse', 'functions-are-thin'],
  ['shared/flows/accept', '../../functions/deliver', 'shared-never-looks-up'],
  ['shared/flows/accept', '@azure/functions', 'functions-library-stays-at-the-edge'],
  ['shared/flows/accept', '../../infra/local/tenant', 'production-has-no-local-branch'],
  ['functions/deliver', '../infra/local/tenant', 'production-has-no-local-branch'],
  ['infra/local/start', '../../shared/intake/verdict', 'local-default-uses-the-model-only'],
  ['shared/flows/accept', '../../test/fake', 'nothing-imports-tests'],
];

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writePackages(folder: string): void {
  const pin = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, '1.0.0']));
  write(
    join(folder, 'package.json'),
    JSON.stringify({
      dependencies: pin(packages.dependencies),
      devDependencies: pin(packages.devDependencies),
    }),
  );
  for (const name of [...packages.dependencies, ...packages.devDependencies]) {
    write(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name }));
    write(join(folder, 'node_modules', name, 'index.js'), 'exports.it = 1;');
  }
}

/** Half of the imports are of types only: those count as well. */
function importLine(target: string, index: number): string {
  return index % 2 === 0
    ? `import { it } from '${target}'; it;`
    : `import type { it } from '${target}';`;
}

function writeSources(folder: string, sources: ReadonlyMap<string, readonly string[]>): void {
  write(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "NodeNext" } }');
  for (const [file, imports] of sources) {
    write(
      join(folder, `${file}.ts`),
      [...imports.map(importLine), 'export const it = 1;'].join('\n'),
    );
  }
}

function violationsIn(folder: string): readonly Violation[] {
  const tool = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = resolve('.dependency-cruiser.cjs');
  const roots = ['functions', 'shared', 'infra', 'test'];
  const { stdout } = spawnSync(
    process.execPath,
    [tool, '--config', config, '--output-type', 'json', ...roots],
    { cwd: folder, encoding: 'utf8' },
  );
  return JSON.parse(stdout).summary.violations;
}

function cruise(sources: ReadonlyMap<string, readonly string[]>): readonly Violation[] {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    writePackages(folder);
    writeSources(folder, sources);
    return violationsIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withPlanted(): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, readonly string[]>(Object.entries(house));
  for (const [from, to] of planted) sources.set(from, [...(sources.get(from) ?? []), to]);
  return sources;
}

describe('the import rule', () => {
  let violations: readonly Violation[];

  beforeAll(() => {
    violations = cruise(withPlanted());
  });

  test('has nothing to say about the arrows of the design', () => {
    expect(cruise(new Map(Object.entries(house)))).toEqual([]);
  });

  test.each(planted)('reports %s importing %s as %s', (from, to, rule) => {
    const reported = violations.filter((found) => found.rule.name === rule);
    const target = to.startsWith('.') ? join(dirname(from), to) : to;
    expect(reported).toContainEqual(
      expect.objectContaining({
        from: `${from}.ts`,
        to: expect.stringMatching(new RegExp(`(^|/)${target}(\\.ts|/index\\.js)?$|^${to}$`)),
      }),
    );
  });
});
