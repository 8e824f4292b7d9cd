import { z } from 'zod';
import {
  ID_PROPERTY,
  ID_TYPE_CLOUD_ID,
  readBody,
  type OfficeTenantQuestion,
  type OfficeTenantWire,
} from './office-tenant';

/** `Microsoft.Online.SharePoint.TenantManagement.Office365Tenant`. */
const OFFICE_365_TENANT = '{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}';

const NAMESPACE = 'http://schemas.microsoft.com/sharepoint/clientquery/2009';

/** The action whose result is wanted, numbered as in the documented requests. */
const RESULT_IDS: Readonly<Record<OfficeTenantQuestion['method'], number>> = {
  QueueImportProfileProperties: 3,
  GetImportProfilePropertyJob: 4,
  GetImportProfilePropertyJobs: 4,
};

/** CSOM: XML out, JSON back. Errors, too, come with status 200, in the first element of the answer. */
export const csomImports: OfficeTenantWire = {
  request: (question) => ({
    path: '/_vti_bin/client.svc/ProcessQuery',
    contentType: 'text/xml',
    body:
      '<Request AddExpandoFieldTypeSuffix="true" SchemaVersion="15.0.0.0" LibraryVersion="16.0.0.0" ' +
      `ApplicationName="ProfileSync" xmlns="${NAMESPACE}">${queryOf(question)}</Request>`,
  }),
  read: ({ method }, body) => {
    const parsed = answerSchema.safeParse(readBody(body));
    if (!parsed.success) return undefined;
    const [{ ErrorInfo: error }, ...results] = parsed.data;
    if (error === null) return { kind: 'value', value: valueOf(results, RESULT_IDS[method]) };
    return { kind: 'error', code: error.ErrorTypeName, message: error.ErrorMessage };
  },
};

const answerSchema = z.tuple(
  [
    z.looseObject({
      ErrorInfo: z.nullable(
        z.looseObject({
          ErrorMessage: z.string().nullish().transform(emptyText),
          ErrorTypeName: z.string().nullish().transform(emptyText),
        }),
      ),
    }),
  ],
  z.unknown(),
);

function emptyText(text: string | null | undefined): string {
  return text ?? '';
}

/** Results are pairs of the action's id and its value; nothing where the method returned nothing. */
function valueOf(results: readonly unknown[], id: number): unknown {
  for (let place = 0; place + 1 < results.length; place += 2) {
    if (results[place] === id) return results[place + 1];
  }
  return null;
}

function queryOf(question: OfficeTenantQuestion): string {
  switch (question.method) {
    case 'QueueImportProfileProperties':
      return (
        `<Actions><ObjectPath Id="2" ObjectPathId="1" /><Method Name="${question.method}" ` +
        `Id="${RESULT_IDS[question.method]}" ObjectPathId="1">` +
        `<Parameters>${orderXml(question)}</Parameters></Method>` +
        `</Actions><ObjectPaths>${constructorXml()}</ObjectPaths>`
      );
    case 'GetImportProfilePropertyJob':
      return getXml(
        question,
        `<Method Id="2" ParentId="1" Name="${question.method}"><Parameters>` +
          `<Parameter Type="Guid">{${escapeXml(question.jobId)}}</Parameter></Parameters></Method>`,
      );
    case 'GetImportProfilePropertyJobs':
      return getXml(
        question,
        `<Method Id="2" ParentId="1" Name="${question.method}" />`,
        '<ChildItemQuery SelectAllProperties="true"><Properties /></ChildItemQuery>',
      );
  }
}

function orderXml({
  fileUrl,
  properties,
}: Extract<OfficeTenantQuestion, { method: 'QueueImportProfileProperties' }>): string {
  const entries = properties
    .map(escapeXml)
    .map((name) => `<Property Name="${name}" Type="String">${name}</Property>`);
  return (
    `<Parameter Type="Enum">${ID_TYPE_CLOUD_ID}</Parameter>` +
    `<Parameter Type="String">${ID_PROPERTY}</Parameter>` +
    `<Parameter Type="Dictionary">${entries.join('')}</Parameter>` +
    `<Parameter Type="String">${escapeXml(fileUrl)}</Parameter>`
  );
}

function getXml({ method: name }: OfficeTenantQuestion, method: string, childItems = ''): string {
  return (
    '<Actions><ObjectPath Id="3" ObjectPathId="2" />' +
    `<Query Id="${RESULT_IDS[name]}" ObjectPathId="2">` +
    `<Query SelectAllProperties="true"><Properties /></Query>${childItems}</Query></Actions>` +
    `<ObjectPaths>${method}${constructorXml()}</ObjectPaths>`
  );
}

function constructorXml(): string {
  return `<Constructor Id="1" TypeId="${OFFICE_365_TENANT}" />`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For text and for attributes (XML 1.0, 2.4). */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
