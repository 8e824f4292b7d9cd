import type { ConfigurationName } from '../model/configuration-values';
import { SyncError } from '../model/sync-error';
import type { AuditLog } from './audit-log';
import type { ConfigurationEdit, ConfigurationEditor, ConfigurationRow } from './configuration';
import { parseSetting, parseSettingText, unknownMembers } from './parse-setting';
import type { SettingsRow, SettingsRows } from './settings-rows';

/** Characters of JSON; the column holds 32,768, and administrators edit it by hand. */
const MAX_TEXT_LENGTH = 30_000;

export interface EditorPorts {
  readonly rows: SettingsRows;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Edits table `Settings` so that no edit is lost and none goes unseen. */
export function createConfigurationEditor(ports: EditorPorts): ConfigurationEditor {
  return {
    get: async (name) => toRow(name, await ports.rows.read(name)),
    put: (edit) => put(ports, edit),
  };
}

async function put(ports: EditorPorts, edit: ConfigurationEdit): Promise<ConfigurationRow> {
  const text = toText(edit);
  const { name, etag } = edit;
  const standing = await ports.rows.read(name);
  if (standing?.etag !== etag) throw conflict(name);
  const note = await ports.audit.attempt({
    by: edit.by,
    at: new Date(ports.now()).toISOString(),
    subject: `Settings/${name}`,
    newValue: text,
    ...(standing?.text === undefined ? {} : { oldValue: standing.text }),
  });
  const written = await ports.rows.write({ name, text, etag });
  await note(written === undefined ? 'refused' : 'done');
  if (written === undefined) throw conflict(name);
  return toRow(name, { text, etag: written });
}

/** The value as it is to be stored: as it was given, without defaults, so that better defaults reach it later. */
function toText({ name, value }: ConfigurationEdit): string {
  const parsed = parseSetting(name, value);
  if (parsed.kind === 'problem') throw invalid(name, parsed.problem);
  const unknown = unknownMembers(name, value);
  if (unknown.length > 0) throw invalid(name, `it has no member ${unknown.join(', ')}`);
  const text = JSON.stringify(value);
  if (text.length > MAX_TEXT_LENGTH) {
    throw invalid(name, `it may have at most ${MAX_TEXT_LENGTH} characters`);
  }
  return text;
}

function toRow(name: ConfigurationName, row: SettingsRow | undefined): ConfigurationRow {
  const parsed = row === undefined ? parseSetting(name, {}) : parseSettingText(name, row.text);
  const version = row === undefined ? {} : { etag: row.etag };
  return parsed.kind === 'value'
    ? { name, value: parsed.value, ...version }
    : { name, value: row?.text ?? null, problem: parsed.problem, ...version };
}

function invalid(name: ConfigurationName, problem: string): SyncError {
  return new SyncError('InvalidRequest', `This is no value of ${name}: ${problem}.`);
}

function conflict(name: ConfigurationName): SyncError {
  return new SyncError(
    'EditConflict',
    `${name} has another version by now; read it again before changing it.`,
  );
}
