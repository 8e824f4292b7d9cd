import type { OpenSiteFiles, SiteFiles } from '../model/site-files';
import type { DirectoryUsers } from './directory-users';
import type { HostGate } from './host-gate';
import { ask, type AskRules } from './preflight-ask';
import { notChecked, type CheckFinding, type Finding } from './preflight-report';
import type { ProfileWriter } from './profile-writer';
import type { FindResolvedPeople } from './resolved-people';

export interface PreflightCallPorts {
  readonly directory: Pick<DirectoryUsers, 'list'>;
  readonly profiles: Pick<ProfileWriter, 'readNames'>;
  readonly openSiteFiles: OpenSiteFiles;
  readonly findResolvedPeople: FindResolvedPeople;
}

export interface CallFindings {
  readonly checks: readonly CheckFinding[];
  /** The properties that profiles have; undefined where no profile could be read. */
  readonly names: ReadonlySet<string> | undefined;
}

/** Profiles that are asked for before nobody is taken to have one. */
const MAX_PROFILES = 3;

/** Guests have no profile before their first visit. */
const GUEST = /#EXT#/i;

/** Reads from Graph and SharePoint what a push will need there, and writes nothing. */
export async function checkCalls(
  rules: AskRules,
  ports: PreflightCallPorts,
): Promise<CallFindings> {
  const users = await checkUsers(rules, ports);
  const site = await checkSite(rules, ports);
  const resolved = await ports.findResolvedPeople(MAX_PROFILES);
  const people = [...resolved, ...users.people].slice(0, MAX_PROFILES);
  const profile = await checkProfile(people, rules, ports);
  return {
    checks: [
      { check: 'users', ...users.finding },
      { check: 'site', ...site },
      { check: 'profile', ...profile.finding },
    ],
    names: profile.names,
  };
}

async function checkUsers(
  rules: AskRules,
  { directory }: PreflightCallPorts,
): Promise<{ readonly finding: Finding; readonly people: readonly string[] }> {
  const asked = await ask({ host: 'graph', use: 'lookUp' }, rules, (gate) =>
    gate.call(() => directory.list()),
  );
  if (asked.kind === 'finding') return { finding: asked.finding, people: [] };
  const names = asked.answer.users.map(({ userPrincipalName }) => userPrincipalName);
  const finding: Finding = { status: 'ok', message: 'The users of Entra can be read.' };
  return { finding, people: names.filter((name) => !GUEST.test(name)) };
}

async function checkSite(rules: AskRules, { openSiteFiles }: PreflightCallPorts): Promise<Finding> {
  const asked = await ask({ host: 'graph', use: 'siteFiles' }, rules, (gate) =>
    openSiteFiles((call) => gate.call(call)).check(),
  );
  return asked.kind === 'finding' ? asked.finding : SITE_FINDINGS[asked.answer];
}

const SITE_FINDINGS: Readonly<Record<Awaited<ReturnType<SiteFiles['check']>>, Finding>> = {
  ready: { status: 'ok', message: 'Site and folder of the error file are there.' },
  noFolder: {
    status: 'warning',
    code: 'FolderMissing',
    message: 'The site has no folder for the error file yet; the first file makes it.',
    steps: ['Make the library or folder that the setting ERROR_FOLDER names, to give it an owner.'],
  },
  noSite: {
    status: 'failed',
    code: 'SiteMissing',
    message: 'The site of the error file does not exist, or the app does not see it.',
    steps: [
      'Compare the settings SHAREPOINT_HOST and SHAREPOINT_SITE with the address of the site.',
      'Make the site in the SharePoint admin center > Sites > Active sites > Create.',
    ],
  },
  refused: {
    status: 'failed',
    code: 'SiteRefused',
    message: 'The app may not write to the site of the error file.',
    steps: [
      'Has the app the role Sites.Selected, grant it "write" on this site: POST /sites/{site}/permissions of Graph.',
      'Otherwise assign the application role Sites.ReadWrite.All of Microsoft Graph.',
    ],
  },
};

interface ProfileFinding {
  readonly finding: Finding;
  readonly names: ReadonlySet<string> | undefined;
}

async function checkProfile(
  people: readonly string[],
  rules: AskRules,
  { profiles }: PreflightCallPorts,
): Promise<ProfileFinding> {
  const asked = await ask({ host: 'sharePoint', use: 'profiles' }, rules, (gate) =>
    readNames(people, gate, profiles),
  );
  if (asked.kind === 'finding') return { finding: asked.finding, names: undefined };
  const names = asked.answer;
  if (names !== undefined) return { finding: PROFILE_IS_READ, names };
  const nobody = notChecked('Not asked: nobody is known whose profile could be read.');
  return { finding: people.length === 0 ? nobody : PROFILE_MISSING, names };
}

const PROFILE_IS_READ: Finding = { status: 'ok', message: 'A profile of SharePoint can be read.' };

const PROFILE_MISSING: Finding = {
  status: 'failed',
  code: 'ProfileMissing',
  message: `None of the first ${MAX_PROFILES} people has a SharePoint profile.`,
  steps: [
    'Let somebody with a licence for SharePoint visit the site once: that makes a profile.',
    'Or let one of them be delivered and pushed first, then check again.',
  ],
};

async function readNames(
  people: readonly string[],
  gate: HostGate,
  profiles: Pick<ProfileWriter, 'readNames'>,
): Promise<ReadonlySet<string> | undefined> {
  for (const person of people) {
    const names = await gate.call(() => profiles.readNames(person), { counted: true });
    if (names !== undefined) return names;
  }
  return undefined;
}
