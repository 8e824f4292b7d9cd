import type { GetAppToken } from './app-tokens';
import type { Host, Lanes } from './lanes';
import { openGates } from './open-gates';
import { peopleManagerAllowance } from './pace';
import type { AskRules } from './preflight-ask';
import { checkCalls, type CallFindings, type PreflightCallPorts } from './preflight-calls';
import { checkProperties } from './preflight-properties';
import { toReport, type CheckFinding, type PreflightReport } from './preflight-report';
import { checkTokens } from './preflight-tokens';
import type { Routing } from './route-properties';

export interface PreflightPorts extends PreflightCallPorts {
  readonly getToken: GetAppToken;
  readonly lanes: Lanes;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface PreflightRequest {
  readonly routing: Routing;
  /** How long to wait for a lane that somebody else has, in milliseconds. */
  readonly patience: number;
}

/** Milliseconds after which no further call is made: who asked over HTTP is still waiting then. */
const TIME_LIMIT_MS = 100_000;

/**
 * Says, before anything is pushed, whether a push can work and what an administrator has to do for it (rows S8, S60).
 * It writes nothing anywhere but the lanes that it holds meanwhile. What cannot be asked now is `skipped`.
 */
export async function preflight(
  { routing, patience }: PreflightRequest,
  ports: PreflightPorts,
): Promise<PreflightReport> {
  const tokens = await checkTokens(routing.settings.graphWrites, ports.getToken);
  const { allowed } = tokens;
  const gates = await openGates(hostsFor(allowed), ports.lanes, {
    now: ports.now,
    deadline: ports.now() + TIME_LIMIT_MS,
    allowance: peopleManagerAllowance(routing.settings),
    patience,
  });
  let calls: CallFindings;
  try {
    calls = await checkCalls({ gates, allowed }, ports);
  } finally {
    await gates.release();
  }
  const checks: readonly CheckFinding[] = [...tokens.checks, ...calls.checks];
  return toReport(checks, checkProperties({ routing, names: calls.names }));
}

function hostsFor(allowed: AskRules['allowed']): ReadonlySet<Host> {
  const hosts = new Set<Host>();
  if (allowed.has('lookUp') || allowed.has('siteFiles')) hosts.add('graph');
  if (allowed.has('profiles')) hosts.add('sharePoint');
  return hosts;
}
