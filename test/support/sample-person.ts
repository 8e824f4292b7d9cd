import type { Person } from './api-client';

/** The document's fields of one person, besides `userId` and `extended_props`. */
export const FIELDS = [
  'name',
  'jobTitle',
  'upn',
  'email',
  'account',
  'loginName',
  'locale',
  'audienceDepartment',
  'department',
  'audienceLocation',
  'location',
  'phone',
  'mobile',
  'entityType',
] as const;

/** A person with every field, whom the tenant knows; what differs is named. */
export function samplePerson(userId: string, differing: Person = {}): Person {
  const address = `${userId.toLowerCase()}@contoso.com`;
  return {
    userId,
    name: `Ana García ${userId}`,
    jobTitle: 'Engineer',
    upn: address,
    email: address,
    account: address,
    loginName: address,
    locale: 'es-ES',
    audienceDepartment: 'Audience Research',
    department: 'Research',
    audienceLocation: 'Audience Madrid',
    location: 'Madrid',
    phone: '+34 0910 001',
    mobile: '+34 0600 002',
    entityType: 'User',
    extended_props: [
      { Key: 'CostCenter', Type: 1, Value: 'CC-7' },
      { Key: 'IsContractor', Type: 2, Value: true },
      { Key: 'SeniorityYears', Type: 3, Value: 12 },
    ],
    ...differing,
  };
}
