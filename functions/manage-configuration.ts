import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { App } from '../shared/app';
import {
  CONFIGURATION_SCHEMAS,
  type ConfigurationName,
} from '../shared/model/configuration-values';
import { SyncError } from '../shared/model/sync-error';
import { answerErrors } from './http/answer-errors';
import { openBody, readBody } from './http/read-body';
import { parseJson } from './http/parse-json';
import { requireJson } from './http/require-content';
import { readExpectedVersion, toEntityTag } from './http/row-version';

/** Bytes; more than any row of the table takes. */
const MAX_BODY_BYTES = 200_000;
const NAMES = Object.keys(CONFIGURATION_SCHEMAS) as ConfigurationName[];

type ConfigurationApp = Pick<App, 'authorizeCaller' | 'configurationEditor' | 'now'>;
type Row = Awaited<ReturnType<App['configurationEditor']['get']>>;

/** `GET app/manage/configuration`: every row of table `Settings`, defaults filled in. */
export function createListConfiguration(app: ConfigurationApp): HttpHandler {
  return answerErrors(app, async ({ headers }) => {
    await app.authorizeCaller.reader(headers.get('authorization'));
    const rows = await Promise.all(NAMES.map((name) => app.configurationEditor.get(name)));
    return { jsonBody: { items: rows.map(toView) } };
  });
}

/** `GET app/manage/configuration/{name}`: one row, its version in the header `ETag`. */
export function createShowConfiguration(app: ConfigurationApp): HttpHandler {
  return answerErrors(app, async ({ headers, params }) => {
    await app.authorizeCaller.reader(headers.get('authorization'));
    return toResponse(await app.configurationEditor.get(parseName(params['name'])));
  });
}

/**
 * `PUT app/manage/configuration/{name}`: replaces a row. Needs `If-Match` with the version that was read (412 when
 * there is another by now, RFC 9110 §13.1.1), or `If-None-Match: *` for a row that does not exist yet.
 */
export function createEditConfiguration(app: ConfigurationApp): HttpHandler {
  return answerErrors(app, async (request, logger) => {
    const { headers, params } = request;
    const caller = await app.authorizeCaller.administrator(headers.get('authorization'));
    const name = parseName(params['name']);
    requireJson(request);
    const etag = readExpectedVersion(request);
    const value = await parseJson(openBody(await readBody(request, MAX_BODY_BYTES)));
    const by = `${caller.kind} ${caller.kind === 'user' ? caller.objectId : caller.applicationId}`;
    const edit = { name, value, by, ...(etag === undefined ? {} : { etag }) };
    const row = await app.configurationEditor.put(edit);
    logger.info(`configuration ${name} changed by ${by}`);
    return toResponse(row);
  });
}

function parseName(text: string | undefined): ConfigurationName {
  const name = NAMES.find((known) => known === text);
  if (name === undefined) {
    throw new SyncError('NotFound', `There is no such row; there are ${NAMES.join(', ')}.`);
  }
  return name;
}

function toView({ etag, ...row }: Row): Record<string, unknown> {
  return { ...row, ...(etag === undefined ? {} : { etag: toEntityTag(etag) }) };
}

function toResponse(row: Row): HttpResponseInit {
  return {
    headers: row.etag === undefined ? {} : { ETag: toEntityTag(row.etag) },
    jsonBody: toView(row),
  };
}
