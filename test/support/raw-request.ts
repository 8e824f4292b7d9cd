import { once } from 'node:events';
import { connect } from 'node:net';

/** An answer, read off the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/**
 * Sends exactly these bytes and reads the answer until the other side closes: for requests that no well-behaved
 * client would make. Name `Connection: close` in the head, so that it does. `half` closes our side after the last
 * byte, as a client does that breaks off.
 */
export async function sendRaw(
  appUrl: string,
  bytes: string | Uint8Array,
  { half = false }: { half?: boolean } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(appUrl);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, 'connect');
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  const closed = once(socket, 'end');
  socket.write(bytes);
  if (half) socket.end();
  await closed;
  socket.destroy();
  return parse(Buffer.concat(pieces).toString('utf8'));
}

/** The head of a request: its first line and header lines, without a body. */
export function rawHead(line: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Host: 'app', Connection: 'close', ...headers });
  return `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const headers = end < 0 ? text : text.slice(0, end);
  const content = end < 0 ? '' : text.slice(end + 4);
  const isChunked = /^transfer-encoding: chunked$/im.test(headers);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]),
    headers,
    body: isChunked ? joinChunks(content) : content,
  };
}

/** RFC 9112 §7.1, for answers in ASCII. */
function joinChunks(content: string): string {
  let joined = '';
  let rest = content;
  for (let size = chunkSize(rest); size > 0; size = chunkSize(rest)) {
    const start = rest.indexOf('\r\n') + 2;
    joined += rest.slice(start, start + size);
    rest = rest.slice(start + size + 2);
  }
  return joined;
}

function chunkSize(text: string): number {
  return Number.parseInt(/^[0-9a-f]+/i.exec(text)?.[0] ?? '0', 16);
}
