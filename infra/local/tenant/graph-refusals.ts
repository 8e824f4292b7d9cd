import type { Answer } from './exchange';
import { graphError } from './graph-operation';

/** The 500 that means "no": SharePoint, behind Graph, does not let the app. */
export function unauthorisedInSharePoint(): Answer {
  return graphError(
    500,
    '-1, Microsoft.Office.Server.Directory.DirectoryObjectUnauthorizedAccessException',
    'Attempted to perform an unauthorized operation.',
  );
}
