// Bundles the app into one file, which is what runs in Azure, under Core Tools and locally, and the
// local programs beside it.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

const app = {
  ...shared,
  entryPoints: { app: 'functions/index.ts' },
  outdir: 'dist',
  minify: true,
  keepNames: true,
  // The worker answers this name itself; a bundled copy would register the functions with nobody.
  external: ['@azure/functions-core'],
};

const localPrograms = {
  start: 'infra/local/start.ts',
  demo: 'infra/local/demo.ts',
  tenant: 'infra/local/tenant/main.ts',
  bench: 'test/bench/measure.ts',
};

async function buildApp() {
  if (!existsSync('functions/index.ts')) {
    throw new Error('functions/index.ts is missing, so there is no app to build.');
  }
  await build(app);
}

async function buildLocalPrograms() {
  const present = Object.entries(localPrograms).filter(([, file]) => existsSync(file));
  if (present.length === 0) return;
  await build({
    ...shared,
    entryPoints: Object.fromEntries(present),
    outdir: 'dist/local',
    packages: 'external',
  });
}

try {
  await buildLocalPrograms();
  await buildApp();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
