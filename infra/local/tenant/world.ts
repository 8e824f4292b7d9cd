import { Clock } from './clock';
import { Directory } from './directory';
import { DriveDownloads } from './drive-downloads';
import { Drives } from './drives';
import { Faults } from './faults';
import { Imports } from './imports';
import { defaultKnobs, type Knobs } from './knobs';
import { Login } from './login';
import { LoginClients } from './login-clients';
import { Profiles } from './profiles';
import { PropertyCatalogue } from './property-catalogue';
import { RequestLog } from './request-log';
import { SigningKeys } from './signing-keys';
import {
  isSharePointHost,
  tenantHosts,
  type TenantHosts,
  type TenantOptions,
} from './tenant-options';
import { Throttle } from './throttle';
import { TokenGate } from './token-gate';
import { UploadSessions } from './upload-sessions';

/** A tenant of the largest class, so that only those who ask for it are throttled. */
const defaultLicences = 60_000;

/** All that the tenant holds; every face of it works on the same one. */
export interface World {
  options: TenantOptions;
  hosts: TenantHosts;
  knobs: Knobs;
  clock: Clock;
  keys: SigningKeys;
  clients: LoginClients;
  login: Login;
  gate: TokenGate;
  directory: Directory;
  profiles: Profiles;
  drives: Drives;
  downloads: DriveDownloads;
  uploads: UploadSessions;
  imports: Imports;
  catalogue: PropertyCatalogue;
  throttle: Throttle;
  faults: Faults;
  log: RequestLog;
}

export async function createWorld(options: TenantOptions): Promise<World> {
  const keys = await SigningKeys.create();
  const state = { knobs: defaultKnobs() };
  const knobs = (): Knobs => state.knobs;
  const clients = new LoginClients(options);
  const hosts = tenantHosts(options.sharePointHost);
  const directory = new Directory(options.tenantId, knobs);
  const profiles = new Profiles(knobs);
  const drives = new Drives(hosts.sharePoint);
  const catalogue = new PropertyCatalogue();
  return Object.assign(state, {
    options,
    hosts,
    clock: new Clock(options.onClockShift),
    keys,
    clients,
    login: new Login({ options, knobs, clients }, keys),
    gate: new TokenGate(keys, options.tenantId),
    directory,
    profiles,
    drives,
    downloads: new DriveDownloads(),
    uploads: new UploadSessions(),
    catalogue,
    imports: new Imports({
      ...{ directory, profiles, drives, catalogue },
      isOwnHost: (host) => isSharePointHost(hosts, host),
      knobs: () => state.knobs.imports,
    }),
    throttle: new Throttle(defaultLicences),
    faults: new Faults(),
    log: new RequestLog(),
  });
}

/** As after a fresh start, but for the clock (time does not go back) and the signing keys. */
export function resetWorld(world: World): void {
  world.knobs = defaultKnobs();
  world.throttle.reset(defaultLicences);
  const { clients, directory, profiles, catalogue, drives, uploads, imports, faults, log } = world;
  const parts = [clients, directory, profiles, catalogue, drives, uploads, imports, faults, log];
  for (const part of parts) part.reset();
}
