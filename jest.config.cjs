/** @type {import('jest').Config} */
module.exports = {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Types are checked by `npm run types`, once, over source and tests.
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      { module: { type: 'commonjs' }, jsc: { target: 'es2023' }, sourceMaps: 'inline' },
    ],
  },
  // Some packages ship only ES modules (jose, oidc-provider, uuid); translated, they need no flags.
  transformIgnorePatterns: [],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
