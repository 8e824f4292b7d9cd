interface Request {
  body?: unknown;
}

/** A step of a client's pipeline, in the shape that the client asks for. */
interface Policy {
  readonly name: string;
  sendRequest<Sent extends Request, Answer>(
    request: Sent,
    next: (request: Sent) => Promise<Answer>,
  ): Promise<Answer>;
}

/**
 * Writes U+2028 and U+2029 as JSON escapes, which mean the same. Azurite 3.37 takes them for the end of a line where
 * a transaction's body is cut into its operations, and answers 500 to the whole.
 */
export function escapeLineSeparators(): Policy {
  return {
    name: 'escapeLineSeparators',
    sendRequest(request, next) {
      if (typeof request.body === 'string') request.body = escape(request.body);
      return next(request);
    },
  };
}

function escape(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
