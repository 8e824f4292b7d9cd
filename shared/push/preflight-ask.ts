import { RetryLaterError, SyncError } from '../model/sync-error';
import type { RoleUse } from './app-roles';
import type { HostGate } from './host-gate';
import type { Host } from './lanes';
import type { Gates } from './open-gates';
import { notChecked, type Finding } from './preflight-report';

/** An answer, or why there is none. */
export type Asked<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'finding'; readonly finding: Finding };

export interface Question {
  readonly host: Host;
  /** Without the roles for it, it is not asked: SharePoint would keep everybody waiting for a refusal. */
  readonly use: RoleUse;
}

export interface AskRules {
  readonly gates: Gates;
  readonly allowed: ReadonlySet<RoleUse>;
}

/** Asks through the gate of a host (K9); a host that cannot be asked, or does not answer, is a finding. */
export async function ask<Answer>(
  { host, use }: Question,
  { gates, allowed }: AskRules,
  work: (gate: HostGate) => Promise<Answer>,
): Promise<Asked<Answer>> {
  if (!allowed.has(use)) {
    return { kind: 'finding', finding: notChecked('Not asked: the token or a role is missing.') };
  }
  const gate = gates.open(host);
  if (gate === undefined) return { kind: 'finding', finding: explainClosed(host, gates) };
  try {
    return { kind: 'answer', answer: await work(gate) };
  } catch (error) {
    return { kind: 'finding', finding: explainFailure(error) };
  }
}

function explainClosed(host: Host, gates: Gates): Finding {
  const closing = gates.closings().find((one) => one.host === host);
  return closing === undefined
    ? notChecked('Not asked: the host is closed.')
    : askLater(closing.message, closing.until);
}

function explainFailure(error: unknown): Finding {
  if (!(error instanceof SyncError)) throw error;
  const { code, message } = error;
  if (code === 'TenantRefused') return { status: 'failed', code, message };
  if (error instanceof RetryLaterError) return askLater(message, error.retryAt);
  if (code === 'TenantUnavailable') return { status: 'failed', code, message };
  throw error;
}

function askLater(reason: string, until: number): Finding {
  const time = new Date(until).toISOString();
  const message = `Not asked: ${reason} It may be asked again at ${time}.`;
  return { status: 'skipped', code: 'Throttled', message };
}
