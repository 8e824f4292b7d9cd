import type { StorageTable } from '../../shared/storage/storage-table';

/** Counts what a table asks of the service from now on; the answer tells how many requests there were so far. */
export function countRequests({ client }: StorageTable): () => number {
  let requests = 0;
  client.pipeline.addPolicy({
    name: 'countRequests',
    sendRequest(request, next) {
      requests += 1;
      return next(request);
    },
  });
  return () => requests;
}

/** Adds up the length of the service's answers from now on, in characters. */
export function measureAnswers({ client }: StorageTable): () => number {
  let length = 0;
  client.pipeline.addPolicy({
    name: 'measureAnswers',
    async sendRequest(request, next) {
      const answer = await next(request);
      length += answer.bodyAsText?.length ?? 0;
      return answer;
    },
  });
  return () => length;
}
