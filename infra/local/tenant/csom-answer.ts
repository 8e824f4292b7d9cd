import { randomUUID } from 'node:crypto';
import type { Answer } from './exchange';
import type { OfficeTenantRefusal } from './office-tenant';

/** What was done, in order: for each action its id and its answer. */
export function csomResults(results: readonly unknown[]): Answer {
  return csomAnswer([{ ...envelope(), ErrorInfo: null }, ...results]);
}

/** CSOM tells of errors with 200, and without the answers of the actions before. */
export function csomError({ code, type, message }: OfficeTenantRefusal): Answer {
  const about = { ...envelope() };
  const ErrorInfo = {
    ErrorMessage: message,
    ErrorValue: null,
    TraceCorrelationId: about.TraceCorrelationId,
    ErrorCode: code,
    ErrorTypeName: type,
  };
  return csomAnswer([{ ...about, ErrorInfo }]);
}

export function csomGuid(guid: string): string {
  return `/Guid(${guid})/`;
}

function envelope(): { SchemaVersion: string; LibraryVersion: string; TraceCorrelationId: string } {
  return {
    SchemaVersion: '15.0.0.0',
    LibraryVersion: '16.0.26712.12008',
    TraceCorrelationId: randomUUID(),
  };
}

function csomAnswer(parts: readonly unknown[]): Answer {
  // As on the wire: the slashes around typed values are escaped.
  const body = JSON.stringify(parts).replaceAll(
    /"\/Guid\(([0-9a-f-]{36})\)\/"/g,
    '"\\/Guid($1)\\/"',
  );
  return { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body };
}
