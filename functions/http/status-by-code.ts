import type { SyncErrorCode } from '../../shared/model/sync-error';

/**
 * The HTTP status of every code, should it end a request (design §9). Codes that only speak of one person, or of
 * work behind the queue, are in an answer's `errors` and end no request; they are listed so that none is forgotten.
 */
export const STATUS_BY_CODE: Readonly<Record<SyncErrorCode, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  SigningKeysUnavailable: 503,

  NotFound: 404,
  LengthRequired: 411,
  BodyTooLarge: 413,
  UnsupportedMediaType: 415,
  InvalidRequest: 400,
  InvalidEncoding: 400,
  InvalidJson: 400,
  DuplicateMember: 400,
  InvalidMultipart: 400,
  NoValidUser: 400,
  TooManyUsers: 413,
  TooManyProperties: 400,
  TooManyDeliveries: 429,
  IdempotencyKeyReused: 409,
  // RFC 9110 §13.1: a condition of the request that does not hold.
  EditConflict: 412,

  SyncDisabled: 403,
  ConfigurationMissing: 503,
  ConfigurationInvalid: 503,

  MissingUserId: 400,
  InvalidUserId: 400,
  UserIdTooLong: 400,
  UserTooLarge: 400,
  DuplicateUserId: 400,
  ConflictingValues: 400,
  UnsupportedEntityType: 400,
  InvalidValue: 400,
  ValueTooLong: 400,
  InvalidAddress: 400,
  InvalidLocale: 400,
  MissingKey: 400,
  DuplicateKey: 400,
  UnknownType: 400,
  TypeMismatch: 400,
  UnknownOption: 400,
  ProfileTooLarge: 400,

  ChunkChanged: 500,
  ChunkMissing: 500,
  PartFailed: 500,

  IdentityMissing: 500,
  IdentityNotResolvable: 500,
  IdentityShared: 500,
  UnknownProperty: 500,
  PropertyMissing: 500,
  PropertyNotEditable: 500,
  ValueRefused: 500,
  TenantRefused: 500,
  TenantUnavailable: 503,
  Throttled: 503,
  ImportFailed: 500,

  SiteMissing: 500,
  FileNotWritten: 500,

  StorageUnavailable: 503,
  Internal: 500,
};
