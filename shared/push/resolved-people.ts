/**
 * User principal names of people who were found in the tenant, up to so many; none before the first push. Whose
 * profile can most likely be read.
 */
export type FindResolvedPeople = (count: number) => Promise<readonly string[]>;
