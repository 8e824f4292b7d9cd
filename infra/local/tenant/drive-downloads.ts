import { createHmac, randomBytes } from 'node:crypto';
import type { DriveItem } from './drive-item';
import type { Place } from './drives';

const lifetimeMs = 60 * 60 * 1000;

/** Addresses at which a file can be read for an hour without a token, as they carry their own. */
export class DriveDownloads {
  readonly #secret = randomBytes(32);

  addressOf({ library, item }: Place): string {
    const query = new URLSearchParams({
      UniqueId: item.id,
      Translate: 'false',
      tempauth: this.#ticket(item, Date.now() + lifetimeMs),
    });
    return `${library.site.webUrl}/_layouts/15/download.aspx?${query.toString()}`;
  }

  accepts(item: DriveItem, ticket: string): boolean {
    const until = Number(ticket.split('.')[0]);
    return until > Date.now() && ticket === this.#ticket(item, until);
  }

  #ticket(item: DriveItem, until: number): string {
    const mac = createHmac('sha256', this.#secret).update(`${item.id}/${String(until)}`);
    return `${String(until)}.${mac.digest('base64url')}`;
  }
}
