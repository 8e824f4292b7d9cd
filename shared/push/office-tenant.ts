import { z } from 'zod';
import { parseJson } from './parse-json';

/** What the bulk import of `Office365Tenant` can be asked for. */
export type OfficeTenantQuestion =
  | {
      readonly method: 'QueueImportProfileProperties';
      readonly fileUrl: string;
      readonly properties: readonly string[];
    }
  | { readonly method: 'GetImportProfilePropertyJob'; readonly jobId: string }
  | { readonly method: 'GetImportProfilePropertyJobs' };

/** A question as it goes over the wire. */
export interface OfficeTenantRequest {
  /** From the host's root. */
  readonly path: string;
  /** Absent, like the body, where the method takes no parameters. */
  readonly contentType?: string;
  readonly body?: string;
}

/** SharePoint's answer, before it is known what it means. */
export type OfficeTenantAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  /** SharePoint says no; `code` is the name of its exception. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

/** A way to speak to `Office365Tenant`: the questions and the facts are the same, the wire differs. */
export interface OfficeTenantWire {
  request(question: OfficeTenantQuestion): OfficeTenantRequest;
  /** Undefined for a body that is no answer of SharePoint, such as a page of a gateway. */
  read(question: OfficeTenantQuestion, body: string): OfficeTenantAnswer | undefined;
}

/** People are named in the file by Entra's object id: addresses change hands. */
export const ID_TYPE_CLOUD_ID = 1;

/** The member of a row of the file that says whom it is about. */
export const ID_PROPERTY = 'IdName';

/** The JSON of a body that is a list or an object. */
export function readBody(body: string): unknown {
  const parsed = z.union([z.array(z.unknown()), z.looseObject({})]).safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
}
