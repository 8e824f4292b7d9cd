import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

/** One RSA key pair; the key id is its thumbprint (RFC 7638), so equal ids mean equal keys. */
export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  privateJwk: JWK;
  publicJwk: JWK;
}

/** The tenant's signing keys: the newest signs, all of them are published. */
export class SigningKeys {
  #keys: [SigningKey, ...SigningKey[]];

  private constructor(first: SigningKey) {
    this.#keys = [first];
  }

  static async create(): Promise<SigningKeys> {
    return new SigningKeys(await createSigningKey());
  }

  get current(): SigningKey {
    return this.#keys[0];
  }

  published(): { keys: JWK[] } {
    return { keys: this.#keys.map((key) => key.publicJwk) };
  }

  /** A new key signs from now on; the older ones stay published only on request, as during a roll-over. */
  async rotate(keepOld: boolean): Promise<void> {
    this.#keys = [await createSigningKey(), ...(keepOld ? this.#keys : [])];
  }

  sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    return signWith(this.current, claims, header);
  }
}

export function signWith(
  key: SigningKey,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters>,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid, ...header })
    .sign(key.privateKey);
}

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const purpose = { kid, use: 'sig', alg: 'RS256' };
  return {
    kid,
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...purpose },
    publicJwk: { ...publicJwk, ...purpose },
  };
}
