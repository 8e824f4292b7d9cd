import { errors } from 'jose';

const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  aud: 'The token is meant for another audience.',
  iss: 'The token comes from an issuer that is not trusted here.',
  nbf: 'The token is not valid yet.',
};

/**
 * Says in one sentence why `jwtVerify` refused a token, for the caller who has to mend it.
 * Nothing of the token is repeated; a claim's name comes from what was asked for, not from the token.
 */
export function explainTokenFault(fault: unknown): string {
  if (fault instanceof errors.JWTExpired) return 'The token has expired.';
  if (fault instanceof errors.JWTClaimValidationFailed) {
    return CLAIM_FAULTS[fault.claim] ?? `The token's claim "${fault.claim}" is missing or wrong.`;
  }
  if (fault instanceof errors.JWSSignatureVerificationFailed) {
    return "The token's signature is wrong.";
  }
  // Also jose's TypeError for an RSA key that is too short.
  return 'The token cannot be verified.';
}
