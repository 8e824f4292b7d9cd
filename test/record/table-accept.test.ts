import { describe, expect, test } from '@jest/globals';
import { createTableSubmissionLedger } from '../../shared/record/table-submission-ledger';
import { acceptAnnounced } from '../contract/accept-announced';
import { newSubmission } from '../contract/sample-submission';
import { useAzurite } from '../support/azurite';
import { countRequests } from '../support/count-requests';

const NOW = Date.UTC(2026, 4, 17, 12);
const storage = useAzurite();

/** A ledger whose table is there, and how many requests it has made since. */
async function usedLedger() {
  const table = storage.emptyTable();
  const ledger = createTableSubmissionLedger(table, () => NOW);
  await acceptAnnounced(ledger, newSubmission());
  return { ledger, requests: countRequests(table) };
}

describe('what accepting asks of the service', () => {
  test('K1: is the announcement, what stands, the number and one transaction', async () => {
    const { ledger, requests } = await usedLedger();
    await acceptAnnounced(ledger, newSubmission());
    expect(requests()).toBe(4);
  });

  test('K1: is tried once when the announcement is gone, not again and again', async () => {
    const { ledger, requests } = await usedLedger();
    const accepting = ledger.accept(newSubmission());
    await expect(accepting).rejects.toMatchObject({ code: 'StorageUnavailable' });
    // What stands, the number and the transaction; then the announcement, and once more what stands.
    expect(requests()).toBe(5);
  });
});
