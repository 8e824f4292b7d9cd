import type { X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';

/** The key that the assertions of a client with this certificate are checked with. */
export function publicKeyOf({ publicKey }: X509Certificate): JWK {
  return { ...publicKey.export({ format: 'jwk' }), use: 'sig' };
}

/**
 * Whether Entra would look for this certificate and take it: the assertion names it by its thumbprint (`x5t#S256`,
 * or `x5t` as older clients do), and it is valid at that time, in milliseconds since the epoch.
 */
export function isAccepted(
  certificate: X509Certificate,
  header: Readonly<Record<string, unknown>>,
  now: number,
): boolean {
  const { fingerprint256, fingerprint, validFromDate, validToDate } = certificate;
  const isNamed =
    header['x5t#S256'] === thumbprint(fingerprint256) || header['x5t'] === thumbprint(fingerprint);
  return isNamed && validFromDate.getTime() <= now && now <= validToDate.getTime();
}

/** RFC 7515, 4.1.7 and 4.1.8; the fingerprint has colons between its bytes. */
function thumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
}
