import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const adapters = ['table', 'blob', 'queue', 'graph', 'sharepoint', 'web'].map(
  (technology) => `shared/*/${technology}-*.ts`,
);

const nodeGlobals = [
  ...['Buffer', 'URL', '__dirname', 'console', 'exports', 'fetch', 'module', 'process', 'require'],
  ...['clearInterval', 'clearTimeout', 'setImmediate', 'setInterval', 'setTimeout'],
];

const functionsLibrary = {
  group: ['@azure/functions', '@azure/functions-core'],
  message: 'Only functions/ and infra/local/ know the Functions library.',
};
const clients = {
  group: ['@azure/*', '!@azure/functions', '!@azure/functions-core', '@microsoft/*', 'undici'],
  message: 'Only adapters (named after their technology), shared/storage and app*.ts use an SDK.',
};
const sockets = {
  group: ['node:http', 'node:https', 'node:http2', 'node:net'],
  message: 'Only adapters talk to the network.',
};
const environment = {
  group: ['node:process', 'process'],
  message: 'The environment is read in shared/settings.ts alone.',
};

function restrictImports(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

const house = {
  name: 'house rules',
  files: ['**/*.ts'],
  rules: {
    '@typescript-eslint/switch-exhaustiveness-check': 'error',
    '@typescript-eslint/consistent-type-imports': 'error',
    // `const { dropped, ...rest } = all` is the plain way to leave something out.
    '@typescript-eslint/no-unused-vars': [
      'error',
      { ignoreRestSiblings: true, argsIgnorePattern: '^_' },
    ],
    // Numbers read well in messages, and cannot surprise there.
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    // `() => close()` as a handler is clearer than a block around it.
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    complexity: ['error', 10],
    'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', 3],
    eqeqeq: 'error',
    'no-console': 'error',
    'no-restricted-syntax': [
      'error',
      { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      { selector: 'ExportAllDeclaration', message: 'No barrels: import from where a thing lives.' },
      {
        selector: 'ExportNamedDeclaration[source]',
        message: 'No barrels: import from where a thing lives.',
      },
    ],
  },
};

const filterMessage = 'Build a filter with the `odata` tag, which quotes what is put into it.';
const production = {
  name: 'production code',
  files: ['functions/**/*.ts', 'shared/**/*.ts'],
  rules: {
    'no-restricted-syntax': [
      ...house.rules['no-restricted-syntax'],
      {
        selector:
          ":not(TaggedTemplateExpression) > TemplateLiteral[expressions.length>0] > TemplateElement[value.raw=/ (eq|ne|gt|ge|lt|le) '/]",
        message: filterMessage,
      },
      {
        selector: "BinaryExpression[operator='+'] > Literal[value=/ (eq|ne|gt|ge|lt|le) '/]",
        message: filterMessage,
      },
    ],
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: environment.message },
    ],
    'no-restricted-globals': [
      'error',
      { name: 'fetch', message: sockets.message },
      { name: 'WebSocket', message: sockets.message },
    ],
  },
};

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.local/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    name: 'scripts and tool configuration',
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])),
    },
  },
  house,
  production,
  {
    files: ['shared/**/*.ts'],
    rules: restrictImports(functionsLibrary, clients, sockets, environment),
  },
  {
    files: ['functions/**/*.ts'],
    rules: restrictImports(clients, sockets, environment),
  },
  {
    name: 'adapters and what they share',
    files: [...adapters, 'shared/storage/**/*.ts', 'shared/app*.ts'],
    rules: {
      ...restrictImports(functionsLibrary, environment),
      'no-restricted-globals': 'off',
    },
  },
  {
    name: 'the one reader of the environment',
    files: ['shared/settings.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    name: 'the local default talks to the person who started it',
    files: ['infra/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    ...jest.configs['flat/recommended'],
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/no-disabled-tests': 'error',
      'jest/no-commented-out-tests': 'error',
      'jest/prefer-importing-jest-globals': 'error',
      // Property tests assert through fast-check; a helper that asserts says so in its name.
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', '**.expect*', 'fc.assert'] },
      ],
      // A contract suite takes the name of the implementation it is run against.
      'jest/valid-title': ['error', { ignoreTypeOfDescribeName: true }],
      'jest/no-restricted-jest-methods': [
        'error',
        {
          mock: 'No module of ours is mocked: pass a fake of the port.',
          doMock: 'No module of ours is mocked: pass a fake of the port.',
          setMock: 'No module of ours is mocked: pass a fake of the port.',
          unstable_mockModule: 'No module of ours is mocked: pass a fake of the port.',
        },
      ],
      // A describe block is one long function by nature, a table of cases one long file.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // A row of a table of cases has as many parameters as the case has facts.
      'max-params': 'off',
      // Answers are parsed JSON and jest's own matchers are typed `any`; the assertion is the check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // What is missing fails the test, with its line.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Fakes keep the asynchronous shape of their port.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    name: 'contract suites are run by the tests of each implementation',
    files: ['test/**/*.ts'],
    ignores: ['test/**/*.test.ts'],
    rules: { 'jest/no-export': 'off' },
  },
);
