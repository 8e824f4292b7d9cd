import { RestError } from '@azure/data-tables';
import type { StorageTable } from '../../shared/storage/storage-table';

/** From now on, the answers of the first `count` transactions or writes are lost after the service has done them. */
export function loseAnswers({ client }: StorageTable, count: number): void {
  let left = count;
  client.pipeline.addPolicy(
    {
      name: 'loseAnswers',
      async sendRequest(request, next) {
        const answer = await next(request);
        if (request.method === 'GET' || left === 0) return answer;
        left -= 1;
        throw new RestError('socket hang up', { code: 'ECONNRESET', request });
      },
    },
    // Behind the client's own retries, so that it sends the same again.
    { afterPhase: 'Retry' },
  );
}
