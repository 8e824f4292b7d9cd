import Module from 'node:module';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './core-contract';
import { HostError } from './host-error';
import type { HostLog } from './host-log';

const CORE_NAME = '@azure/functions-core';
const HOOK_NAMES: readonly string[] = [
  'appStart',
  'appTerminate',
  'preInvocation',
  'postInvocation',
  'log',
] satisfies HookName[];

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** What one log line is about; a log hook may change level and message of user lines. */
export interface CoreLogEntry {
  level: LogLevel;
  category: LogCategory;
  message: string;
  /** The name of the function, or of the part of the host. */
  source: string;
  invocationContext?: unknown;
}

/** What the app has said to `@azure/functions-core` so far. */
export interface FunctionsCore {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  readonly appHookData: Record<string, unknown>;
  hooks(name: HookName): readonly HookCallback[];
  model(): ProgrammingModel;
  log(entry: CoreLogEntry): void;
  /** From now on a registration throws, as in the real worker after indexing. */
  lock(): void;
  /** Takes the answer to `require` back. */
  uninstall(): void;
}

interface CoreState {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Map<string, HookCallback[]>;
  model: ProgrammingModel | undefined;
  locked: boolean;
}

class Disposable {
  readonly #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): void {
    this.#dispose();
  }
}

/**
 * Answers `require('@azure/functions-core')` in this process from now on. The library looks it up
 * once and remembers a failure, so this must run before anything of the app is loaded.
 */
export function installFunctionsCore(log: HostLog): FunctionsCore {
  const state: CoreState = {
    functions: new Map(),
    hooks: new Map(),
    model: undefined,
    locked: false,
  };
  const logThroughHooks = (entry: CoreLogEntry) => {
    writeLog(state, log, entry);
  };
  return {
    functions: state.functions,
    appHookData: {},
    hooks: (name) => state.hooks.get(name) ?? [],
    model: () => modelOf(state),
    log: logThroughHooks,
    lock: () => {
      state.locked = true;
    },
    uninstall: answerRequire(createCoreApi(state, logThroughHooks)),
  };
}

function modelOf(state: CoreState): ProgrammingModel {
  if (state.model !== undefined) return state.model;
  throw new HostError(
    'NoFunctions',
    'The app has registered no function through @azure/functions.',
  );
}

function answerRequire(api: object): () => void {
  const loader = Module.prototype as { require: (this: unknown, id: string) => unknown };
  const original = loader.require;
  loader.require = function requireWithCore(id) {
    return id === CORE_NAME ? api : original.call(this, id);
  };
  return () => {
    loader.require = original;
  };
}

function createCoreApi(state: CoreState, log: (entry: CoreLogEntry) => void): object {
  return {
    version: '3.14.1',
    hostVersion: '4.0.0',
    Disposable,
    setProgrammingModel: (model: ProgrammingModel) => {
      state.model = model;
    },
    getProgrammingModel: () => state.model,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(state, { metadata, callback }),
    registerHook: (name: string, callback: HookCallback) => registerHook(state, name, callback),
    log: (level: LogLevel, category: LogCategory, message: string) => {
      log({ level, category, message, source: 'worker' });
    },
  };
}

function registerFunction(state: CoreState, added: RegisteredFunction): Disposable {
  const id = added.metadata.functionId ?? added.metadata.name;
  if (state.locked) {
    throw new HostError(
      'RegistrationClosed',
      'A function can only be registered during app startup.',
    );
  }
  if (state.functions.has(id)) {
    throw new HostError('FunctionExists', `A function named "${id}" is registered already.`);
  }
  state.functions.set(id, added);
  return new Disposable(() => state.functions.delete(id));
}

function registerHook(state: CoreState, name: string, callback: HookCallback): Disposable {
  if (!HOOK_NAMES.includes(name)) {
    // The library tells an old host from a mistake by this mark.
    throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), {
      isAzureFunctionsSystemError: true,
    });
  }
  const callbacks = state.hooks.get(name) ?? [];
  state.hooks.set(name, [...callbacks, callback]);
  return new Disposable(() => {
    state.hooks.set(
      name,
      (state.hooks.get(name) ?? []).filter((other) => other !== callback),
    );
  });
}

/** A log hook sees every line, changes user lines only, and cannot break one by throwing. */
function writeLog(state: CoreState, log: HostLog, entry: CoreLogEntry): void {
  const context = { ...entry, hookData: {}, appHookData: {} };
  for (const hook of state.hooks.get('log') ?? []) {
    try {
      hook(context);
    } catch {
      // The real worker ignores it too: a line of the log must not fail what it tells of.
    }
  }
  const shown = entry.category === 'user' ? context : entry;
  log.write(shown.level, entry.source, shown.message);
}
