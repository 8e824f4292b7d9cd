import { describeProfileStore } from '../contract/profile-store.contract';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';

describeProfileStore('profiles in memory', createMemoryProfileStore);
