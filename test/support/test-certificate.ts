import { generate } from 'selfsigned';

/** A key pair made for one test, and its self-signed certificate. */
export interface TestCertificate {
  /** PEM, for whoever is to recognise the client. */
  readonly certificate: string;
  readonly privateKey: string;
  /** PEM of both, as the app has it in its settings. */
  readonly both: string;
}

/** Valid from now on for a year, or between the given times. */
export async function createTestCertificate(
  options: Readonly<{ keyType?: 'rsa' | 'ec'; notBeforeDate?: Date; notAfterDate?: Date }> = {},
): Promise<TestCertificate> {
  const subject = [{ name: 'commonName', value: 'profile-sync test' }];
  const made = await generate(subject, { algorithm: 'sha256', ...options });
  const [certificate, privateKey] = [made.cert.trim(), made.private.trim()];
  return { certificate, privateKey, both: `${privateKey}\n${certificate}\n` };
}
