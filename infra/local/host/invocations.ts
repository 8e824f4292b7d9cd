import type { InvocationRequest, InvocationResponse } from './core-contract';
import { HostError } from './host-error';
import { invoke } from './invoke';
import type { FunctionsCore, RegisteredFunction } from './functions-core';

/** Runs functions and knows which are still running. */
export interface Invocations {
  /** @throws what the function threw; HostError FunctionTimeout */
  run(registered: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse>;
  running(): number;
  /** Resolves when what runs now has ended, well or badly. */
  idle(): Promise<void>;
}

export interface InvocationsOptions {
  readonly core: FunctionsCore;
  readonly timeoutMs: number | undefined;
  /** A function that outlives `functionTimeout` costs the real host its worker process. */
  readonly onTimeout: (error: HostError) => void;
}

export function createInvocations(options: InvocationsOptions): Invocations {
  const running = new Set<Promise<unknown>>();
  return {
    async run(registered, request) {
      const invocation = limited(options, registered, request);
      running.add(invocation);
      try {
        return await invocation;
      } finally {
        running.delete(invocation);
      }
    },
    running: () => running.size,
    async idle() {
      await Promise.allSettled(running);
    },
  };
}

function limited(
  options: InvocationsOptions,
  registered: RegisteredFunction,
  request: InvocationRequest,
): Promise<InvocationResponse> {
  const { core, timeoutMs } = options;
  const invocation = invoke(core, registered, request);
  if (timeoutMs === undefined) return invocation;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const { name } = registered.metadata;
      const error = new HostError('FunctionTimeout', `${name} ran longer than functionTimeout.`);
      options.onTimeout(error);
      reject(error);
    }, timeoutMs);
    invocation.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
