const BOUNDARY = '----profile-sync-7f3a';

export interface FormPart {
  readonly content: string | Uint8Array;
  /** Absent: a plain field, no file. */
  readonly fileName?: string;
  readonly name?: string;
}

/** A request's body and media type with these parts, byte by byte as clients write them. */
export function createFormData(parts: readonly FormPart[]) {
  const pieces = parts.flatMap(({ content, fileName, name = 'file' }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"` +
        (fileName === undefined
          ? '\r\n\r\n'
          : `; filename="${fileName}"\r\nContent-Type: application/json\r\n\r\n`),
    ),
    Buffer.from(content as Uint8Array),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  };
}
