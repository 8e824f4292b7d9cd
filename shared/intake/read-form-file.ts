import { Busboy } from '@fastify/busboy';
import { SyncError } from '../model/sync-error';

/** One file is what the document asks for (row S54); a few fields beside it do no harm. All else is threat D4. */
const LIMITS = {
  files: 1,
  fields: 20,
  parts: 21,
  fieldNameSize: 256,
  fieldSize: 65_536,
  headerPairs: 20,
  headerSize: 8_192,
};
/** What the parser gets at a time: no more of the file is held than this. */
const PIECE_BYTES = 65_536;
/** Turns of the event loop; the parser answers within two. */
const PATIENCE_TURNS = 100;
/** Some clients send a file without a name, but say what it is. */
const FILE_TYPES: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/octet-stream',
]);

/** Form data as it came in. */
export interface FormData {
  /** The header, with its boundary. */
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Gives the bytes of the one file in form data, whatever its field and its name (row S54).
 * Anything else than exactly one whole file is thrown as `InvalidMultipart`, at the latest after the last byte: the
 * bytes are good for nothing until the iteration has ended.
 */
export async function* readFormFile({ contentType, body }: FormData): AsyncGenerator<Uint8Array> {
  const reading = startReading(contentType);
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      await reading.write(bytes.subarray(at, at + PIECE_BYTES));
      yield* reading.take();
    }
  }
  await reading.end();
  yield* reading.take();
}

interface FormReading {
  write(bytes: Uint8Array): Promise<void>;
  /** Throws unless the form was whole and held one file. */
  end(): Promise<void>;
  /** The bytes of the file that came since the last call. */
  take(): Uint8Array[];
}

type Parser = InstanceType<typeof Busboy>;
type Fail = (why: string, cause?: unknown) => void;

function startReading(contentType: string): FormReading {
  const parser = createParser(contentType);
  const taken: Uint8Array[] = [];
  let hasFile = false;
  parser.on('file', (_field, file) => {
    hasFile = true;
    file.on('data', (bytes: Uint8Array) => taken.push(bytes));
  });
  const failed = new Promise<never>((_resolve, reject) => {
    watch(parser, (why, cause) => reject(invalid(why, cause)));
  });
  // Whoever writes or ends next hears of it; a reader that has gone needs not.
  failed.catch(() => undefined);
  return {
    write: (bytes) => Promise.race([failed, written(parser, bytes)]),
    take: () => taken.splice(0),
    async end() {
      await Promise.race([failed, finished(parser)]);
      if (!hasFile) throw invalid('it holds no file');
    },
  };
}

function watch(parser: Parser, fail: Fail): void {
  parser.on('error', (cause) => fail('it is cut or malformed', cause));
  parser.on('filesLimit', () => fail('it holds more than one file'));
  parser.on('fieldsLimit', () => fail('it holds too many fields'));
  parser.on('partsLimit', () => fail('it holds too many parts'));
  parser.on('field', (...[, , , isValueCut]) => {
    if (isValueCut) fail('a field beside the file is too large');
  });
  parser.on('file', (_field, file) => {
    file.on('error', (cause) => fail('its file is cut', cause));
  });
}

function createParser(contentType: string): Parser {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      isPartAFile: (_field, type, name) => name !== undefined || FILE_TYPES.has(type),
    });
  } catch (cause) {
    throw invalid('its Content-Type names no boundary', cause);
  }
}

function written(parser: Parser, bytes: Uint8Array): Promise<void> {
  return answered((answer) => parser.write(bytes, answer));
}

function finished(parser: Parser): Promise<void> {
  return answered((answer) => parser.once('finish', answer).end());
}

/**
 * Waits for the parser, which itself waits for nothing but us: when the event loop has gone round often enough, no
 * answer will come. Some malformed forms make it fall silent.
 */
function answered(ask: (answer: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (turns > PATIENCE_TURNS) reject(invalid('it is malformed'));
      else waiting = setImmediate(turn);
    };
    let waiting = setImmediate(turn);
    ask(() => {
      clearImmediate(waiting);
      resolve();
    });
  });
}

function invalid(why: string, cause?: unknown): SyncError {
  const message = `The form data must hold exactly one whole file: ${why}.`;
  return new SyncError('InvalidMultipart', message, { cause });
}
