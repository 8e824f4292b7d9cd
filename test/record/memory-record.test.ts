import { describeAnnouncements } from '../contract/announcements.contract';
import { describeErrorDetails } from '../contract/error-details.contract';
import { describeReportNotes } from '../contract/report-notes.contract';
import { describeSubmissionFiles } from '../contract/submission-files.contract';
import { describeSubmissionHistory } from '../contract/submission-history.contract';
import { describeSubmissionLedger } from '../contract/submission-ledger.contract';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemorySubmissionFiles } from '../fakes/memory-submission-files';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';

describeSubmissionLedger('the ledger in memory', (now) => createMemorySubmissionLedger({ now }));
describeAnnouncements('the ledger in memory', (now) => createMemorySubmissionLedger({ now }));
describeReportNotes('the ledger in memory', (now) => createMemorySubmissionLedger({ now }));
describeSubmissionHistory('the history in memory', createMemorySubmissionHistory);
describeErrorDetails('the error table in memory', createMemoryErrorDetails);
describeSubmissionFiles('files in memory', createMemorySubmissionFiles);
