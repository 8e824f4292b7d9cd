import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { App } from '../../shared/app';
import type { Delivery } from '../../shared/flows/receive-delivery';
import type { Logger } from '../../shared/model/logger';
import { parseDeliveryOptions } from './delivery-options';
import { statusUrl } from './status-url';

/** What a door adds to the delivery that a request asks for. */
export type DoorFacts = Pick<Delivery, 'caller' | 'kind' | 'openBody'>;

/** Hands a request's people on: accepts them, or with `?dryRun=true` only says what accepting would do (row S47). */
export async function deliver(
  { acceptDelivery, planDelivery }: Pick<App, 'acceptDelivery' | 'planDelivery'>,
  facts: DoorFacts,
  { request, logger }: { request: HttpRequest; logger: Logger },
): Promise<HttpResponseInit> {
  const { dryRun, ...options } = parseDeliveryOptions(request);
  const delivery: Delivery = { ...facts, ...options };
  if (dryRun) return { jsonBody: { dryRun: true, ...(await planDelivery(delivery)) } };
  const answer = await acceptDelivery(delivery);
  logger.info(
    `${answer.status} ${answer.submissionId}: ${answer.received} received, ${answer.rejected} rejected`,
  );
  return { jsonBody: { ...answer, statusUrl: statusUrl(request.url, answer.submissionId) } };
}
