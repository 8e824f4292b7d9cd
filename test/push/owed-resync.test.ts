import { createTableOwedResync } from '../../shared/push/table-owed-resync';
import { describeOwedResync } from '../contract/owed-resync.contract';
import { memoryOwedResync } from '../fakes/memory-owed-resync';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();

describeOwedResync('an owed resync in memory', memoryOwedResync);
describeOwedResync('an owed resync in table Pushes', () =>
  createTableOwedResync(storage.emptyTable(), () => Date.now()),
);
