import type { EntraAttribute } from '../model/property-map';
import type { SendAnswer } from './send-answer';

/** A user of Entra, as far as a push needs to know. */
export interface DirectoryUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly onPremisesSync: boolean;
}

/** Attributes to set; `null`, or an empty list for `businessPhones`, clears. */
export type EntraValues = Readonly<
  Partial<Record<EntraAttribute, string | readonly string[] | null>>
>;

/** The users of Entra. Failures: see {@link SendAnswer}. */
export interface DirectoryUsers {
  findByPrincipalName(userPrincipalName: string): Promise<DirectoryUser | undefined>;
  /** By primary mail address; undefined also when several users have it. */
  findByMail(address: string): Promise<DirectoryUser | undefined>;
  /** Sets all of these attributes or none; the others keep their values. */
  update(objectId: string, values: EntraValues): Promise<SendAnswer>;
}
