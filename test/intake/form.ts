const BOUNDARY = 'x-boundary-7MA4YWxk';

/** The header of the forms that {@link formOf} makes. */
export const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** The header of one part, as a browser or `curl -F` writes it. */
export function fileHeader(name = 'users', file = 'users.json'): string {
  return `Content-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: application/json`;
}

/** One part: its header lines, and what it holds. */
export type FormPart = readonly [header: string, content: string | Uint8Array];

/** Form data with these parts and no end. */
export function openForm(parts: readonly FormPart[]): Buffer {
  return Buffer.concat(
    parts.map(([header, content]) =>
      Buffer.concat([
        Buffer.from(`--${BOUNDARY}\r\n${header}\r\n\r\n`, 'latin1'),
        Buffer.from(content as string),
        Buffer.from('\r\n'),
      ]),
    ),
  );
}

/** Whole form data with these parts. */
export function form(parts: readonly FormPart[]): Buffer {
  return Buffer.concat([openForm(parts), Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** Whole form data with one file. */
export function formOf(content: string | Uint8Array): Buffer {
  return form([[fileHeader(), content]]);
}
