import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

describe('the build', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'build-'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(file: string, source: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }

  function build() {
    return spawnSync(process.execPath, [resolve('infra/build.mjs')], {
      cwd: folder,
      encoding: 'utf8',
    });
  }

  test('says so when there is no app', () => {
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toBe('functions/index.ts is missing, so there is no app to build.\n');
  });

  test('fails when the app cannot be built', () => {
    write('functions/index.ts', "import { nothing } from './nowhere';\nnothing();");
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toContain('Could not resolve "./nowhere"');
  });

  test('leaves the functions core to the worker, so that functions are registered with it', () => {
    write(
      'functions/index.ts',
      `import { app } from '@azure/functions';
       app.http('health', { handler: () => ({ status: 200 }) });`,
    );
    // What a worker does: it answers the name itself and hears what is registered.
    write(
      'worker.cjs',
      `const { _load } = module.constructor;
       const core = {
         version: '1', Disposable: class {}, setProgrammingModel() {}, registerHook() {},
         registerFunction: (metadata) => console.log(metadata.name),
       };
       module.constructor._load = function (name, ...rest) {
         return name === '@azure/functions-core' ? core : _load.call(this, name, ...rest);
       };
       require('./dist/app.js');`,
    );
    expect(build().status).toBe(0);
    rmSync(join(folder, 'node_modules'));
    const worker = spawnSync(process.execPath, ['worker.cjs'], { cwd: folder, encoding: 'utf8' });
    expect(worker.stderr).toBe('');
    expect(worker.stdout).toBe('health\n');
  });

  test('keeps the way back to the sources', () => {
    write('functions/index.ts', 'export class PageTurner {}\nconsole.log(PageTurner.name);');
    build();
    const map = JSON.parse(readFileSync(join(folder, 'dist/app.js.map'), 'utf8'));
    expect(map.sources).toContain('../functions/index.ts');
    const { stdout } = spawnSync(process.execPath, ['dist/app.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('PageTurner\n');
  });

  test('builds the local programs that exist and leaves their packages outside', () => {
    write('functions/index.ts', 'export {};');
    write('infra/local/start.ts', "import { Cron } from 'croner';\nconsole.log(Cron);");
    expect(build().status).toBe(0);
    expect(readFileSync(join(folder, 'dist/local/start.js'), 'utf8')).toContain(
      'require("croner")',
    );
    expect(existsSync(join(folder, 'dist/local/demo.js'))).toBe(false);
  });
});
