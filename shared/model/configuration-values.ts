import type { z } from 'zod';
import { propertyMapSchema } from './property-map';
import {
  intakeLimitsSchema,
  pushSettingsSchema,
  retentionSchema,
  syncConfigurationSchema,
} from './sync-configuration';

/** Every row of table `Settings` that the product reads, with its schema; each schema accepts `{}` as its default. */
export const CONFIGURATION_SCHEMAS = {
  SyncConfiguration: syncConfigurationSchema,
  PropertyMap: propertyMapSchema,
  IntakeLimits: intakeLimitsSchema,
  Push: pushSettingsSchema,
  Retention: retentionSchema,
} as const;

export type ConfigurationName = keyof typeof CONFIGURATION_SCHEMAS;

export type ConfigurationValues = {
  readonly [Name in ConfigurationName]: z.infer<(typeof CONFIGURATION_SCHEMAS)[Name]>;
};
