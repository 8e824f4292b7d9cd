import { expect, test } from '@jest/globals';
import { createBlobSubmissionFiles } from '../../shared/record/blob-submission-files';
import { newSubmission } from '../contract/sample-submission';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();

test('outcomes that somebody has made unreadable count as gone', async () => {
  const container = storage.emptyContainer();
  const files = createBlobSubmissionFiles(container);
  const { id } = newSubmission();
  const outcomes = [{ index: 0, userId: 'anna', outcome: 'created' as const }];
  await files.saveOutcomes(id, 0, outcomes);
  await container.call((client) => client.uploadBlockBlob(`${id}/outcomes/0000.ndjson`, '{"in', 4));
  expect(await files.readOutcomes(id, 0)).toBeUndefined();
  expect(await files.saveOutcomes(id, 0, outcomes)).toEqual(outcomes);
});

test('blobs are deleted with the snapshots that somebody took of them', async () => {
  const container = storage.emptyContainer();
  const files = createBlobSubmissionFiles(container);
  const { id } = newSubmission();
  await files.saveAnswer(id, '{}');
  await container.call((client) => client.getBlobClient(`${id}/answer.json`).createSnapshot());
  await files.deleteAll(id);
  expect(await files.readAnswer(id)).toBeUndefined();
});
