import { createRequire } from 'node:module';
import type { FunctionMetadata } from './core-contract';
import type { FunctionsCore, RegisteredFunction } from './functions-core';
import { HostError } from './host-error';
import type { Environment } from './host-json';

const TRIGGERS: readonly string[] = ['httpTrigger', 'queueTrigger', 'timerTrigger'];
const OUTPUTS: readonly string[] = ['http'];

/**
 * Loads the app's entry file, closes the registration, runs its appStart hooks, and gives the
 * functions that are not switched off by `AzureWebJobs.<name>.Disabled`.
 * @throws HostError NoFunctions, UnsupportedBinding
 * @throws whatever the entry file or a hook throws: an app that cannot start must not seem to run
 */
export async function loadApp(
  core: FunctionsCore,
  main: string,
  env: Environment,
): Promise<RegisteredFunction[]> {
  createRequire(main)(main);
  await core.model().getCapabilities?.({});
  core.lock();
  const functions = [...core.functions.values()].filter(
    ({ metadata }) => !isDisabled(metadata.name, env),
  );
  for (const { metadata } of functions) checkBindings(metadata);
  for (const hook of core.hooks('appStart')) {
    await hook({ hookData: {}, appHookData: core.appHookData });
  }
  return functions;
}

/** Runs the appTerminate hooks, as the real worker does before it exits. */
export async function terminateApp(core: FunctionsCore): Promise<void> {
  for (const hook of core.hooks('appTerminate')) {
    await hook({ hookData: {}, appHookData: core.appHookData });
  }
}

function isDisabled(name: string, env: Environment): boolean {
  const value = env[`AzureWebJobs.${name}.Disabled`] ?? env[`AzureWebJobs_${name}_Disabled`];
  return value === '1' || value?.toLowerCase() === 'true';
}

function checkBindings({ name, bindings, retryOptions }: FunctionMetadata): void {
  for (const binding of Object.values(bindings)) {
    const known = binding.direction === 'in' ? TRIGGERS : OUTPUTS;
    if (known.includes(binding.type)) continue;
    throw new HostError('UnsupportedBinding', `${name}: the local host has no ${binding.type}.`);
  }
  if (retryOptions === undefined) return;
  throw new HostError('UnsupportedBinding', `${name}: the local host has no retry policies.`);
}
