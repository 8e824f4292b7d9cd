import type { Person } from '../support/api-client';
import { samplePerson } from '../support/sample-person';

const START = '{"users":[';
const END = ']}';

/** A delivery as it goes over the wire. */
export interface PeopleBody {
  readonly bytes: Buffer;
  readonly count: number;
}

export interface PeopleLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/**
 * People with every field, the same ones in every run: as many as fit. `name`: begins their userIds; `changesOf`: what
 * differs from that, by place.
 */
export function peopleBody(
  name: string,
  { maxCount, maxBytes }: PeopleLimits,
  changesOf: (place: number) => Person = () => ({}),
): PeopleBody {
  const bytes = Buffer.allocUnsafe(Math.min(maxBytes, START.length + maxCount * 1_024));
  let length = bytes.write(START);
  let count = 0;
  for (; count < maxCount; count += 1) {
    const person = Buffer.from(
      `${count === 0 ? '' : ','}${personText(name, count, changesOf(count))}`,
    );
    if (length + person.length + END.length > bytes.length) break;
    length += person.copy(bytes, length);
  }
  length += bytes.write(END, length);
  return { bytes: bytes.subarray(0, length), count };
}

function personText(name: string, place: number, changes: Person): string {
  const differing = {
    phone: `+34 91 ${String(1_000_000 + place)}`,
    department: `Department ${String(place % 50)}`,
    location: `Location ${String(place % 20)}`,
    ...changes,
  };
  return JSON.stringify(samplePerson(`${name}-${String(place)}`, differing));
}
