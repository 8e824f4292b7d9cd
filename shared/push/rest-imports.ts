import { z } from 'zod';
import {
  ID_PROPERTY,
  ID_TYPE_CLOUD_ID,
  readBody,
  type OfficeTenantQuestion,
  type OfficeTenantWire,
} from './office-tenant';

const API = '/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant';

/** The REST twin of CSOM's interface: JSON both ways, the property map as a list of `SP.KeyValue`. */
export const restImports: OfficeTenantWire = {
  request: (question) => {
    const path = `${API}/${question.method}`;
    const parameters = parametersOf(question);
    if (parameters === undefined) return { path };
    const contentType = 'application/json;charset=utf-8';
    return { path, contentType, body: JSON.stringify(parameters) };
  },
  read: ({ method }, body) => {
    const answer = readBody(body);
    const error = errorSchema.safeParse(answer);
    if (error.success) {
      const { code, message } = error.data['odata.error'];
      return { kind: 'error', code, message: message.value };
    }
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) return undefined;
    if (parsed.data['odata.null'] === true) return { kind: 'value', value: null };
    const value = method === 'GetImportProfilePropertyJob' ? parsed.data : parsed.data['value'];
    return { kind: 'value', value };
  },
};

const answerSchema = z.looseObject({});

const errorSchema = z.looseObject({
  'odata.error': z.looseObject({
    code: z.string(),
    message: z.looseObject({ value: z.string() }),
  }),
});

/** Undefined: the method takes none, and the request has no body. */
function parametersOf(
  question: OfficeTenantQuestion,
): Readonly<Record<string, unknown>> | undefined {
  switch (question.method) {
    case 'QueueImportProfileProperties':
      return {
        idType: ID_TYPE_CLOUD_ID,
        sourceDataIdProperty: ID_PROPERTY,
        propertyMap: question.properties.map((name) => ({
          Key: name,
          Value: name,
          ValueType: 'Edm.String',
        })),
        sourceUri: question.fileUrl,
      };
    case 'GetImportProfilePropertyJob':
      return { jobId: question.jobId };
    case 'GetImportProfilePropertyJobs':
      return undefined;
  }
}
