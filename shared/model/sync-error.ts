/**
 * Every way a call or a person can fail, as a stable, machine-readable code (design §9).
 * Codes are part of the public contract: renaming one is a breaking change.
 */
export const SYNC_ERROR_CODES = [
  // who is calling
  'Unauthorized',
  'Forbidden',
  'SigningKeysUnavailable',
  // the request
  'NotFound',
  'LengthRequired',
  'BodyTooLarge',
  'UnsupportedMediaType',
  'InvalidRequest',
  'InvalidEncoding',
  'InvalidJson',
  'DuplicateMember',
  'InvalidMultipart',
  'NoValidUser',
  'TooManyUsers',
  'TooManyProperties',
  'TooManyDeliveries',
  'IdempotencyKeyReused',
  'EditConflict',
  // the administrator's configuration
  'SyncDisabled',
  'ConfigurationMissing',
  'ConfigurationInvalid',
  // one person of a delivery
  'MissingUserId',
  'InvalidUserId',
  'UserIdTooLong',
  'UserTooLarge',
  'DuplicateUserId',
  'ConflictingValues',
  'UnsupportedEntityType',
  'InvalidValue',
  'ValueTooLong',
  'InvalidAddress',
  'InvalidLocale',
  'MissingKey',
  'DuplicateKey',
  'UnknownType',
  'TypeMismatch',
  'UnknownOption',
  'ProfileTooLarge',
  // a part of a submission
  'ChunkChanged',
  'ChunkMissing',
  'PartFailed',
  // one person in the tenant
  'IdentityMissing',
  'IdentityNotResolvable',
  'IdentityShared',
  'UnknownProperty',
  'PropertyMissing',
  'PropertyNotEditable',
  'ValueRefused',
  'TenantRefused',
  'TenantUnavailable',
  'Throttled',
  'ImportFailed',
  // the configured SharePoint site
  'SiteMissing',
  'FileNotWritten',
  // everything else
  'StorageUnavailable',
  'Internal',
] as const;

export type SyncErrorCode = (typeof SYNC_ERROR_CODES)[number];

/** The base of every error that the product throws on purpose: a code, a sentence, and the cause. */
export class SyncError extends Error {
  readonly code: SyncErrorCode;
  /** Facts for the caller, such as `{limitBytes}`; never a person's values. */
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(
    code: SyncErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SyncError';
    this.code = code;
    if (options.details !== undefined) this.details = options.details;
  }
}

/** A call that may be repeated, but not before `retryAt` (from a `Retry-After`, K9). */
export class RetryLaterError extends SyncError {
  /** Milliseconds since the epoch. */
  readonly retryAt: number;

  constructor(code: SyncErrorCode, message: string, options: { retryAt: number; cause?: unknown }) {
    super(code, message, options);
    this.name = 'RetryLaterError';
    this.retryAt = options.retryAt;
  }
}
