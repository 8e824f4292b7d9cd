// The import rule of the house. Arrows point down:
//   functions -> app, flows, model    flows -> stages, model    stages -> model
// An adapter lies in its stage, is named after its technology, and is imported by app.ts and its parts alone.
// Every rule speaks of folders and names, so a new file needs no change here.
const adapter = '^shared/(?!storage/)[^/]+/(table|blob|queue|graph|sharepoint|web)-[^/]+$';
const stage = '^shared/(?!model/|storage/|flows/)([^/]+)/';
const packages = '^node_modules/';
const builtIns = ['core'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other are one file in disguise.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unknown-import',
      comment: 'Every import must resolve, or the other rules would not see it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-packages-only',
      comment: 'What runs in Azure uses only `dependencies` of package.json.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'] },
    },
    {
      name: 'model-stands-alone',
      comment: 'The model says what things are: it imports zod, Node itself and nothing else.',
      severity: 'error',
      from: { path: '^shared/model/' },
      to: { pathNot: ['^shared/model/', '^node_modules/zod/'], dependencyTypesNot: builtIns },
    },
    {
      name: 'storage-knows-only-the-model',
      comment: 'shared/storage holds what adapters of one technology share.',
      severity: 'error',
      from: { path: '^shared/storage/' },
      to: {
        pathNot: ['^shared/(model|storage)/', packages],
        dependencyTypesNot: builtIns,
      },
    },
    {
      name: 'storage-is-for-adapters',
      comment: 'Only adapters and app.ts with its parts know a storage technology.',
      severity: 'error',
      from: {
        path: '^(functions|shared)/',
        pathNot: [adapter, '^shared/(storage/|app[^/]*\\.ts$)'],
      },
      to: { path: '^shared/storage/' },
    },
    {
      name: 'stages-never-meet',
      comment: 'A stage imports itself and the model; a flow brings stages together.',
      severity: 'error',
      from: { path: stage },
      to: {
        pathNot: ['^shared/$1/', '^shared/(model|storage)/', packages],
        dependencyTypesNot: builtIns,
      },
    },
    {
      name: 'flows-import-stages-and-model',
      comment: 'A flow is a sentence in the words of the stages: no technology, no settings.',
      severity: 'error',
      from: { path: '^shared/flows/' },
      to: {
        pathNot: ['^shared/[^/]+/', packages],
        dependencyTypesNot: builtIns,
      },
    },
    {
      name: 'only-app-builds-adapters',
      comment: 'app.ts and its parts app-*.ts are the only place that builds clients and adapters.',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: [adapter, '^shared/app[^/]*\\.ts$'] },
      to: { path: adapter },
    },
    {
      name: 'settings-know-only-the-model',
      comment: 'settings.ts reads the environment and depends on nothing that uses it.',
      severity: 'error',
      from: { path: '^shared/settings\\.ts$' },
      to: { pathNot: ['^shared/model/', packages], dependencyTypesNot: builtIns },
    },
    {
      name: 'app-is-for-functions',
      comment: 'Below the composition root, everything gets what it needs as a parameter.',
      severity: 'error',
      from: { path: '^(shared|infra)/', pathNot: ['^shared/app[^/]*\\.ts$'] },
      to: { path: '^shared/app[^/]*\\.ts$' },
    },
    {
      name: 'functions-are-thin',
      comment: 'A trigger parses, calls one flow and translates the answer.',
      severity: 'error',
      from: { path: '^functions/' },
      to: {
        pathNot: [
          '^functions/',
          '^shared/(app|settings)\\.ts$',
          '^shared/(flows|model)/',
          packages,
        ],
        dependencyTypesNot: builtIns,
      },
    },
    {
      name: 'shared-never-looks-up',
      comment: 'Nothing in shared knows the triggers.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^functions/' },
    },
    {
      name: 'functions-library-stays-at-the-edge',
      comment: 'Only triggers and the local host know @azure/functions.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^node_modules/@azure/functions' },
    },
    {
      name: 'production-has-no-local-branch',
      comment: 'Nothing that runs in Azure imports infra.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { path: '^infra/' },
    },
    {
      name: 'local-default-uses-the-model-only',
      comment: 'The local default runs the built app; it shares words with it, not code.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(functions|shared)/', pathNot: '^shared/model/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests look at the code, never the other way.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'require', 'import', 'types', 'default'],
      mainFields: ['main', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
