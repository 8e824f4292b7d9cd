import { describePropertyCatalogue } from '../contract/property-catalogue.contract';
import { describeSettingsRows } from '../contract/settings-rows.contract';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';

describeSettingsRows('settings in memory', createMemorySettingsRows);
describePropertyCatalogue('a property catalogue in memory', createMemoryPropertyCatalogue);
