import { createBlobSubmissionFiles } from '../../shared/record/blob-submission-files';
import { createTableErrorDetails } from '../../shared/record/table-error-details';
import { createTableSubmissionHistory } from '../../shared/record/table-submission-history';
import { createTableSubmissionLedger } from '../../shared/record/table-submission-ledger';
import { describeAnnouncements } from '../contract/announcements.contract';
import { describeErrorDetails } from '../contract/error-details.contract';
import { describeReportNotes } from '../contract/report-notes.contract';
import { describeSubmissionFiles } from '../contract/submission-files.contract';
import { describeSubmissionHistory } from '../contract/submission-history.contract';
import { describeSubmissionLedger } from '../contract/submission-ledger.contract';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();

describeSubmissionLedger('table Submissions as ledger', (now) =>
  createTableSubmissionLedger(storage.emptyTable(), now),
);
describeAnnouncements('table Submissions as ledger', (now) =>
  createTableSubmissionLedger(storage.emptyTable(), now),
);
describeReportNotes('table Submissions as ledger', (now) =>
  createTableSubmissionLedger(storage.emptyTable(), now),
);
describeSubmissionHistory('table Submissions as list', (now) =>
  createTableSubmissionHistory(storage.emptyTable(), now),
);
describeErrorDetails('table TogoUPErrorDetail', (now) =>
  createTableErrorDetails(storage.emptyTable(), now),
);
describeSubmissionFiles('container submissions', () =>
  createBlobSubmissionFiles(storage.emptyContainer()),
);
