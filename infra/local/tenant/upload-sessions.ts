import { randomUUID } from 'node:crypto';
import type { Conflict } from './drive-names';
import type { Spot } from './drives';

const lifetimeMs = 24 * 60 * 60 * 1000;

/** A file on its way, in pieces. */
export interface UploadSession {
  readonly id: string;
  readonly spot: Spot;
  readonly conflict: Conflict;
  readonly pieces: Buffer[];
  /** Bytes that have come so far. */
  received: number;
  /** Size of the whole file; known once the first piece has come. */
  total: number | undefined;
  /** Milliseconds on the tenant's clock; put off by every piece. */
  expiresAt: number;
}

/** The uploads that are going on. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();

  reset(): void {
    this.#sessions.clear();
  }

  open(spot: Spot, conflict: Conflict): UploadSession {
    this.#forgetExpired();
    const id = randomUUID();
    const start = { pieces: [], received: 0, total: undefined };
    const session = { id, spot, conflict, ...start, expiresAt: Date.now() + lifetimeMs };
    this.#sessions.set(id, session);
    return session;
  }

  find(id: string): UploadSession | undefined {
    this.#forgetExpired();
    return this.#sessions.get(id);
  }

  add(session: UploadSession, piece: Buffer, total: number): void {
    session.pieces.push(piece);
    session.received += piece.length;
    session.total = total;
    session.expiresAt = Date.now() + lifetimeMs;
  }

  close(session: UploadSession): void {
    this.#sessions.delete(session.id);
  }

  #forgetExpired(): void {
    const expired = [...this.#sessions.values()].filter(({ expiresAt }) => expiresAt <= Date.now());
    for (const session of expired) this.close(session);
  }
}
