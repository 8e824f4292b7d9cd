import { MIMEType } from 'node:util';
import type { HttpRequest } from '@azure/functions';
import { SyncError } from '../../shared/model/sync-error';

/**
 * Lets only `application/json` through, in UTF-8 (row S44; RFC 8259 §8.1 knows no other).
 *
 * @throws SyncError `UnsupportedMediaType`
 */
export function requireJson(request: HttpRequest): void {
  const { essence, params } = readMediaType(request);
  const charset = params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (essence !== 'application/json' || charset !== 'utf-8') {
    throw new SyncError(
      'UnsupportedMediaType',
      'Send the body as Content-Type: application/json, in UTF-8.',
    );
  }
  refuseEncoded(request);
}

/**
 * Lets only `multipart/form-data` with a boundary through (row S53), and gives the header's value.
 *
 * @throws SyncError `UnsupportedMediaType`, or `InvalidMultipart` for a missing boundary
 */
export function requireFormData(request: HttpRequest): string {
  const type = readMediaType(request);
  if (type.essence !== 'multipart/form-data') {
    throw new SyncError(
      'UnsupportedMediaType',
      'Send the file as Content-Type: multipart/form-data.',
    );
  }
  refuseEncoded(request);
  if ((type.params.get('boundary') ?? '') === '') {
    throw new SyncError('InvalidMultipart', 'The Content-Type names no boundary.');
  }
  return type.toString();
}

function readMediaType({ headers }: HttpRequest): MIMEType {
  try {
    return new MIMEType(headers.get('content-type') ?? '');
  } catch {
    throw new SyncError('UnsupportedMediaType', 'The Content-Type is missing or malformed.');
  }
}

/** A compressed body could grow without end; none is unpacked. */
function refuseEncoded({ headers }: HttpRequest): void {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') {
    throw new SyncError('UnsupportedMediaType', 'Send the body without Content-Encoding.');
  }
}
