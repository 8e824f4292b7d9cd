import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

interface RefusalOptions {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that the host itself answers; the shape is that of the product's refusals. */
export class HttpRefusal extends Error {
  readonly options: RefusalOptions;

  constructor(options: RefusalOptions) {
    super(options.message);
    this.name = 'HttpRefusal';
    this.options = options;
  }
}

/** Answers `{error: {code, message, details?, correlationId}}`. */
export function sendRefusal(response: ServerResponse, refusal: HttpRefusal): void {
  const { status, code, message, details, headers } = refusal.options;
  const error = { code, message, details, correlationId: randomUUID() };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error }));
}
