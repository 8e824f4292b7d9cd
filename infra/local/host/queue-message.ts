import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { RpcTypedData } from './core-contract';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Canonical base64; the real host's decoder refuses anything else. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

type JsonValue = object | string | number | boolean | null;

/** The text of a message; `undefined` when it is not what its encoding says. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  if (!BASE64.test(text)) return undefined;
  try {
    return UTF8.decode(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

/**
 * The trigger metadata of a message. Top-level members of a JSON body (no arrays, no nulls)
 * overwrite equal names, whatever their case: a body with `dequeueCount` hides the true one.
 */
export function messageMetadata(
  message: DequeuedMessageItem,
  text: string,
): Record<string, RpcTypedData> {
  const metadata: Record<string, RpcTypedData> = {
    queueTrigger: { string: text },
    dequeueCount: { int: message.dequeueCount },
    id: { string: message.messageId },
    popReceipt: { string: message.popReceipt },
    insertionTime: { string: message.insertedOn.toISOString() },
    expirationTime: { string: message.expiresOn.toISOString() },
    nextVisibleTime: { string: message.nextVisibleOn.toISOString() },
  };
  for (const [name, value] of Object.entries(membersOf(text))) {
    if (value === null || Array.isArray(value)) continue;
    const known = Object.keys(metadata).find((key) => key.toLowerCase() === name.toLowerCase());
    defineOwn(metadata, known ?? name, toBindingData(value));
  }
  return metadata;
}

function membersOf(text: string): Record<string, JsonValue> {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, JsonValue>) : {};
  } catch {
    return {};
  }
}

function toBindingData(value: object | string | number | boolean): RpcTypedData {
  return typeof value === 'object' ? { json: JSON.stringify(value) } : { string: String(value) };
}

/** A member named `__proto__` is a member like any other. */
function defineOwn(
  metadata: Record<string, RpcTypedData>,
  name: string,
  value: RpcTypedData,
): void {
  Object.defineProperty(metadata, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
