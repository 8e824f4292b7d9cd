import type { Binding } from './core-contract';
import type { RegisteredFunction } from './functions-core';
import type { Environment } from './host-json';
import { HostError } from './host-error';
import { resolveSettings } from './resolve-setting';
import { readConnectionString } from './storage-connection';

const POISON_SUFFIX = '-poison';
const MAX_QUEUE_NAME = 63;

/** One function with a queue trigger, its settings resolved. */
export interface QueueTrigger {
  readonly registered: RegisteredFunction;
  readonly inputName: string;
  readonly queueName: string;
  readonly connectionString: string;
}

/** @throws HostError UnsupportedBinding, SettingMissing, StorageMissing */
export function readQueueTriggers(
  functions: Iterable<RegisteredFunction>,
  env: Environment,
): QueueTrigger[] {
  return [...functions].flatMap((registered) =>
    Object.entries(registered.metadata.bindings)
      .filter(([, binding]) => binding.type === 'queueTrigger')
      .map(([inputName, binding]) => toTrigger(registered, { inputName, binding }, env)),
  );
}

function toTrigger(
  registered: RegisteredFunction,
  { inputName, binding }: { inputName: string; binding: Binding },
  env: Environment,
): QueueTrigger {
  const { queueName, connection } = binding;
  if (typeof queueName !== 'string' || queueName === '') {
    throw new HostError('UnsupportedBinding', `${registered.metadata.name} names no queue.`);
  }
  const setting = typeof connection === 'string' && connection !== '' ? connection : undefined;
  return {
    registered,
    inputName,
    queueName: resolveSettings(queueName, env).toLowerCase(),
    connectionString: readConnectionString(env, setting),
  };
}

/**
 * Where dead messages of a queue go; `undefined` for a queue that is itself one, or whose name
 * leaves no room: their failed messages stay invisible until their lease ends.
 */
export function poisonQueueName(queueName: string): string | undefined {
  const name = `${queueName}${POISON_SUFFIX}`;
  return queueName.endsWith(POISON_SUFFIX) || name.length > MAX_QUEUE_NAME ? undefined : name;
}
