import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Call } from './exchange';
import type { SigningKeys } from './signing-keys';

export type TokenFault = 'missing' | 'invalid' | 'expired' | 'audience' | 'tenant';

export type TokenVerdict =
  { ok: true; claims: JWTPayload; roles: readonly string[] } | { ok: false; fault: TokenFault };

const cacheLimit = 1000;

/** Checks bearer tokens that come to Graph and SharePoint: signature, times, audience, tenant. */
export class TokenGate {
  readonly #keys: SigningKeys;
  readonly #tenantId: string;
  /** Tokens whose signature was right; verifying one costs more than the rest of a call. */
  readonly #verified = new Map<string, JWTPayload>();
  /** The key that signed when they were verified; with a new one all are verified again. */
  #verifiedUnder = '';

  constructor(keys: SigningKeys, tenantId: string) {
    this.#keys = keys;
    this.#tenantId = tenantId;
  }

  async check(call: Call, audiences: readonly string[]): Promise<TokenVerdict> {
    const token = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
    if (token === undefined) return { ok: false, fault: 'missing' };
    const claims = await this.#verify(token);
    if (typeof claims === 'string') return { ok: false, fault: claims };
    if ((claims.exp ?? 0) * 1000 <= Date.now()) return { ok: false, fault: 'expired' };
    if (!audiences.includes(String(claims.aud))) return { ok: false, fault: 'audience' };
    if (claims['tid'] !== this.#tenantId) return { ok: false, fault: 'tenant' };
    const roles = Array.isArray(claims['roles']) ? (claims['roles'] as string[]) : [];
    return { ok: true, claims, roles };
  }

  async #verify(token: string): Promise<JWTPayload | TokenFault> {
    if (this.#verifiedUnder !== this.#keys.current.kid) this.#verified.clear();
    this.#verifiedUnder = this.#keys.current.kid;
    const known = this.#verified.get(token);
    if (known !== undefined) return known;
    try {
      const keySet = createLocalJWKSet(this.#keys.published());
      const { payload } = await jwtVerify(token, keySet, { algorithms: ['RS256'] });
      if (this.#verified.size >= cacheLimit) this.#verified.clear();
      this.#verified.set(token, payload);
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError) return 'invalid';
      throw error;
    }
  }
}

export function holdsAny(roles: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((role) => roles.includes(role));
}
