import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** Far beyond what a healthy start needs, so that it only ends tests that would wait for ever. */
const START_MS = 60_000;

/** One of the built programs, running as it is in use: in a process of its own. */
export interface ChildProgram {
  /** What it said behind the word `ready`. */
  readonly ready: Readonly<Record<string, string>>;
  /** Everything that it has written so far, to both outputs. */
  output(): string;
  /** Ends it and gives the exit code, null after SIGKILL. Ending it twice is harmless. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `dist/local/{name}.js` in the project's folder and waits for its line `ready {…}`.
 * @throws Error with all that it has said when it ends, or is not ready within a minute
 */
export async function startProgram(
  name: 'start' | 'tenant',
  env: Readonly<Record<string, string>>,
): Promise<ChildProgram> {
  const child = spawn(process.execPath, [resolve(`dist/local/${name}.js`)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const lines: string[] = [];
  const output = () => lines.join('\n');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const readiness = new Promise<string>((resolveReady, reject) => {
    const fail = () => {
      reject(new Error(`dist/local/${name}.js is not ready.\n${output()}`));
    };
    const timer = setTimeout(fail, START_MS);
    child.once('close', fail);
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (!line.startsWith('ready ')) return;
      clearTimeout(timer);
      child.off('close', fail);
      resolveReady(line.slice('ready '.length));
    });
  });
  try {
    return { ready: JSON.parse(await readiness) as Record<string, string>, output, end };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}
