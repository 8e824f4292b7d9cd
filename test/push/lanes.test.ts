import { createBlobLanes } from '../../shared/push/blob-lanes';
import { openContainer } from '../../shared/storage/storage-container';
import { describeLanes, LANES_NOW, type LaneWorld } from '../contract/lanes.contract';
import { memoryLanes } from '../fakes/memory-lanes';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();

describeLanes('lanes in memory', () => {
  let time = LANES_NOW;
  const lanes = memoryLanes(() => time);
  const setNow = (to: number): void => {
    time = to;
  };
  return Promise.resolve({ one: lanes, other: lanes, setNow });
});

describeLanes('lanes in blobs', (): Promise<LaneWorld> => {
  let time = LANES_NOW;
  const name = storage.newName();
  const lanes = () => createBlobLanes(openContainer(storage.connection(), name), () => time);
  const setNow = (to: number): void => {
    time = to;
  };
  return Promise.resolve({ one: lanes(), other: lanes(), setNow });
});
