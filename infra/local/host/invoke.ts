import { randomUUID } from 'node:crypto';
import type {
  CoreInvocationContext,
  FunctionCallback,
  InvocationRequest,
  InvocationResponse,
} from './core-contract';
import type { FunctionsCore, RegisteredFunction } from './functions-core';

interface HookContext extends Record<string, unknown> {
  inputs: unknown[];
  functionCallback: FunctionCallback;
  result?: unknown;
  error?: unknown;
}

/**
 * Runs a function once as the real worker does: arguments, pre-invocation hooks (which may replace
 * inputs and callback; a throw fails the invocation and skips the post hooks), the function, post
 * hooks (which see and may replace result and error), response.
 * @throws whatever the function or a hook has thrown, unless a post hook has cleared it
 */
export async function invoke(
  core: FunctionsCore,
  registered: RegisteredFunction,
  request: InvocationRequest,
): Promise<InvocationResponse> {
  const context = createContext(core, registered, request);
  const model = core.model().getInvocationModel(context);
  const { context: invocationContext, inputs } = await model.getArguments();
  releaseBodies(request);
  const hookContext: HookContext = {
    hookData: {},
    appHookData: core.appHookData,
    invocationContext,
    inputs,
    functionCallback: registered.callback,
  };
  context.state = 'preInvocationHooks';
  await runHooks(core, 'preInvocation', hookContext);
  context.state = 'invocation';
  try {
    hookContext.result = await model.invokeFunction(
      invocationContext,
      hookContext.inputs,
      hookContext.functionCallback,
    );
  } catch (error) {
    hookContext.error = error;
  }
  context.state = 'postInvocationHooks';
  await runHooks(core, 'postInvocation', hookContext);
  context.state = undefined;
  const { error } = hookContext;
  if (error !== undefined && error !== null) throw toError(error);
  return model.getResponse(invocationContext, hookContext.result);
}

/** The library has made its own copy of a body; a large one must not be held twice until the end. */
function releaseBodies({ inputData }: InvocationRequest): void {
  for (const { data } of inputData) if (data.http !== undefined) data.http.body = null;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('The function threw a value that is no error.', { cause: thrown });
}

async function runHooks(
  core: FunctionsCore,
  name: 'preInvocation' | 'postInvocation',
  context: HookContext,
): Promise<void> {
  for (const hook of core.hooks(name)) await hook(context);
}

function createContext(
  core: FunctionsCore,
  registered: RegisteredFunction,
  request: InvocationRequest,
): CoreInvocationContext {
  const { metadata } = registered;
  const invocationId = randomUUID();
  return {
    invocationId,
    request: { ...request, invocationId, functionId: metadata.functionId ?? metadata.name },
    metadata,
    state: undefined,
    log: (level, category, message) => {
      core.log({ level, category, message, source: `${metadata.name} ${invocationId}` });
    },
  };
}
