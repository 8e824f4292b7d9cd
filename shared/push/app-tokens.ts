import type { RoleResource } from './app-roles';

/**
 * A token of the app itself for an API; never told on. Throws `TenantRefused` when there is none to be had, and
 * `TenantUnavailable` when nobody answers.
 */
export type GetAppToken = (resource: RoleResource) => Promise<string>;
