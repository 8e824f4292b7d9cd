/** Why the local host refuses to start an app, or ends. */
export type HostErrorCode =
  | 'FunctionExists'
  | 'FunctionTimeout'
  | 'HostJsonInvalid'
  | 'NoFunctions'
  | 'RegistrationClosed'
  | 'SettingMissing'
  | 'StorageEnded'
  | 'StorageMissing'
  | 'UnsupportedBinding'
  | 'UnsupportedRoute'
  | 'UnsupportedSchedule';

/** The base of the host's own errors: a stable code and a sentence that says what to do. */
export class HostError extends Error {
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }
}
