/** One person as the demo delivers them: the document's fields by name, and extended properties. */
export interface SamplePerson {
  readonly userId?: string;
  readonly [field: string]: unknown;
}

/** What is to become of a person of the demo. */
export type Fate = 'everywhere' | 'refused' | 'notInTenant' | 'missingProperty';

export interface SampleEntry {
  readonly person: SamplePerson;
  readonly fate: Fate;
}

const GIVEN_NAMES = [
  'Ana',
  'Björn',
  'Chloé',
  'Dmitri',
  'Esra',
  'Fátima',
  'Günther',
  'Hélène',
  'Ivo',
  'Jun',
];
const FAMILY_NAMES = [
  "O'Neil",
  'García',
  'Müller',
  'Ñáñez',
  'Smith',
  'Łukasz',
  '李',
  'de la Cruz',
  'Žižek',
];
const DEPARTMENTS = ['Research', 'Sales & Marketing', 'Human Resources', 'Platform', 'Käserei'];
const LOCATIONS = ['Madrid', 'Zürich', 'São Paulo', 'Kraków'];
const LOCALES = ['es-ES', 'de-CH', 'pt-BR', 'pl-PL', 'en-GB'];

/** The same people in every run: every hundredth or so is bad, unknown to the tenant, or ahead of it. */
export function samplePeople(first: number, count: number): SampleEntry[] {
  return Array.from({ length: count }, (_, place) => sampleEntry(first + place));
}

function sampleEntry(number: number): SampleEntry {
  if (number % 83 === 7) return { person: badPerson(number), fate: 'refused' };
  if (number % 97 === 11) {
    return { person: goodPerson(number, { account: 'noprofile' }), fate: 'notInTenant' };
  }
  if (number % 101 === 13) {
    return { person: goodPerson(number, { lockerNumber: true }), fate: 'missingProperty' };
  }
  return { person: goodPerson(number, {}), fate: 'everywhere' };
}

function goodPerson(
  number: number,
  { account = 'person', lockerNumber = false }: { account?: string; lockerNumber?: boolean },
): SamplePerson {
  const address = `${account}.${String(number)}@contoso.com`;
  const department = pick(DEPARTMENTS, number);
  const location = pick(LOCATIONS, number);
  return {
    userId: `E-${String(number)}`,
    name: `${pick(GIVEN_NAMES, number)} ${pick(FAMILY_NAMES, number)}`,
    jobTitle: number % 2 === 0 ? 'Engineer' : 'Consultant',
    upn: address,
    email: address,
    account: address,
    loginName: address,
    locale: pick(LOCALES, number),
    audienceDepartment: `Audience ${department}`,
    department,
    audienceLocation: `Audience ${location}`,
    location,
    phone: `+34 91 ${String(1_000_000 + number)}`,
    mobile: `+34 6${String(10_000_000 + number)}`,
    entityType: 'User',
    extended_props: [
      { Key: 'CostCenter', Type: 1, Value: `CC-${String(number % 40)}` },
      { Key: 'IsContractor', Type: 2, Value: number % 3 === 0 },
      { Key: 'SeniorityYears', Type: 3, Value: number % 30 },
      ...(lockerNumber ? [{ Key: 'LockerNumber', Type: 3, Value: number }] : []),
    ],
  };
}

/** Four ways to be refused, alone. */
function badPerson(number: number): SamplePerson {
  const person = goodPerson(number, {});
  const faults: SamplePerson[] = [
    { ...person, userId: '' },
    { ...person, upn: 'no address' },
    { ...person, entityType: 'Group' },
    { ...person, extended_props: [{ Key: 'SeniorityYears', Type: 3, Value: 'many' }] },
  ];
  return pick(faults, number);
}

function pick<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
}
