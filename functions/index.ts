import { app as functions } from '@azure/functions';
import { createApp } from '../shared/app';
import { readSettings } from '../shared/settings';
import { createApplyChanges } from './apply-changes';
import { createBatchUpsert } from './batch-upsert';
import { createBuryChanges } from './bury-changes';
import { createBuryPushes } from './bury-pushes';
import { createFollowImports, createPollImports } from './follow-imports';
import { createHealth } from './health';
import {
  createEditConfiguration,
  createListConfiguration,
  createShowConfiguration,
} from './manage-configuration';
import { createManageErrors } from './manage-errors';
import { createManagePreflight } from './manage-preflight';
import { createManageProfiles } from './manage-profiles';
import { createManageResync } from './manage-resync';
import { createManageSubmissions } from './manage-submissions';
import { createPushProfiles } from './push-profiles';
import { createReviveImports } from './revive-imports';
import { createSubmissionOutcomes } from './submission-outcomes';
import { createSubmissionStatus } from './submission-status';
import { createSweepSubmissions } from './sweep-submissions';
import { createUploadFile } from './upload-file';
import { createWriteErrorFile } from './write-error-file';

// A bad setting throws here, so that the app does not start and the host shows why.
const app = createApp(readSettings());

// HR systems deliver people, and ask what became of them. Tokens are checked by the app, not by the host's keys.
functions.http('batch-upsert', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'app/togouserprofile/batch/upsert',
  handler: createBatchUpsert(app),
});
functions.http('upload-file', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'app/togouserprofile/uploadfile',
  handler: createUploadFile(app),
});
functions.http('submission-status', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/togouserprofile/submissions/{submissionId}',
  handler: createSubmissionStatus(app),
});
functions.http('submission-outcomes', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/togouserprofile/submissions/{submissionId}/outcomes',
  handler: createSubmissionOutcomes(app),
});

// The pipeline behind the doors.
functions.storageQueue('apply-changes', {
  queueName: 'profile-changes',
  connection: 'AzureWebJobsStorage',
  handler: createApplyChanges(app),
});
functions.storageQueue('push-profiles', {
  queueName: 'sharepoint-pushes',
  connection: 'AzureWebJobsStorage',
  handler: createPushProfiles(app),
});
functions.storageQueue('follow-imports', {
  queueName: 'sharepoint-imports',
  connection: 'AzureWebJobsStorage',
  handler: createFollowImports(app),
});
functions.timer('poll-imports', {
  schedule: '%IMPORT_POLL_SCHEDULE%',
  handler: createPollImports(app),
});
functions.storageQueue('bury-changes', {
  queueName: 'profile-changes-poison',
  connection: 'AzureWebJobsStorage',
  handler: createBuryChanges(app),
});
functions.storageQueue('bury-pushes', {
  queueName: 'sharepoint-pushes-poison',
  connection: 'AzureWebJobsStorage',
  handler: createBuryPushes(app),
});
functions.storageQueue('revive-imports', {
  queueName: 'sharepoint-imports-poison',
  connection: 'AzureWebJobsStorage',
  handler: createReviveImports(app),
});
functions.timer('write-error-file', {
  schedule: '30 * * * * *',
  handler: createWriteErrorFile(app),
});
functions.timer('sweep-submissions', {
  schedule: '0 * * * * *',
  handler: createSweepSubmissions(app),
});

// Administrators look, and set how people are treated.
functions.http('manage-submissions', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/manage/submissions',
  handler: createManageSubmissions(app),
});
functions.http('manage-errors', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/manage/errors',
  handler: createManageErrors(app),
});
functions.http('manage-profiles', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/manage/profiles',
  handler: createManageProfiles(app),
});
functions.http('preflight', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'app/manage/push/preflight',
  handler: createManagePreflight(app),
});
functions.http('resync', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'app/manage/push/resync',
  handler: createManageResync(app),
});
functions.http('list-configuration', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/manage/configuration',
  handler: createListConfiguration(app),
});
functions.http('show-configuration', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'app/manage/configuration/{name}',
  handler: createShowConfiguration(app),
});
functions.http('edit-configuration', {
  methods: ['PUT'],
  authLevel: 'anonymous',
  route: 'app/manage/configuration/{name}',
  handler: createEditConfiguration(app),
});

functions.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: createHealth(),
});
