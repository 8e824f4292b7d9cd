import type { Configuration } from '../configuration/configuration';
import type { PropertyCatalogue } from '../model/profile-property';
import { SyncError } from '../model/sync-error';
import { preflight, type PreflightPorts } from '../push/preflight';
import { toReport, type CheckFinding, type PreflightReport } from '../push/preflight-report';
import type { Routing } from '../push/route-properties';

export interface PreflightFlowPorts extends PreflightPorts {
  readonly configuration: Configuration;
  readonly catalogue: PropertyCatalogue;
  /** How long to wait for a lane that a push has, in milliseconds. */
  readonly patience: number;
}

/**
 * Looks at settings, tokens, roles, site and properties, and tells what an administrator has to do before people can
 * be pushed. Changes nothing. Throws `StorageUnavailable` only.
 */
export type Preflight = () => Promise<PreflightReport>;

export function createPreflight(ports: PreflightFlowPorts): Preflight {
  return async () => {
    let routing: Routing;
    let switchCheck: CheckFinding;
    try {
      routing = await readRouting(ports);
      switchCheck = await checkSwitch(ports.configuration);
    } catch (error) {
      return toReport([explainBroken(error)], []);
    }
    const report = await preflight({ routing, patience: ports.patience }, ports);
    return toReport([CONFIGURATION_IS_FINE, switchCheck, ...report.checks], report.properties);
  };
}

async function readRouting({ configuration, catalogue }: PreflightFlowPorts): Promise<Routing> {
  return {
    map: await configuration.read('PropertyMap'),
    settings: await configuration.read('Push'),
    catalogue: await catalogue.read(),
  };
}

const CONFIGURATION_IS_FINE: CheckFinding = {
  check: 'configuration',
  status: 'ok',
  message: 'Property map, push settings and property catalogue can be read.',
};

function explainBroken(error: unknown): CheckFinding {
  if (!(error instanceof SyncError) || error.code !== 'ConfigurationInvalid') throw error;
  const { code, message } = error;
  const steps = ['Mend the row that is named here, then check again: nothing else was looked at.'];
  return { check: 'configuration', status: 'failed', code, message, steps };
}

async function checkSwitch(configuration: Configuration): Promise<CheckFinding> {
  const { TogoUPEnabled, SharePointUPSync } = await configuration.read('SyncConfiguration');
  if (TogoUPEnabled && SharePointUPSync) {
    return { check: 'switch', status: 'ok', message: 'People are taken in and pushed.' };
  }
  return {
    check: 'switch',
    status: 'warning',
    code: 'PushOff',
    message: 'Nobody is pushed while TogoUPEnabled or SharePointUPSync is false.',
    steps: ['Set both in row SyncConfiguration of table Settings to true once all is ready.'],
  };
}
