import type { Troubles } from './simulation-plan';

/** Nothing goes wrong by itself. */
export const CALM: Troubles = {
  faultRate: 0,
  crashRate: 0,
  duplicates: 0,
  losses: 0,
  switching: 0,
  importFrom: 50,
  badJobs: 0,
  isHasty: false,
  isSpread: false,
  focus: 'everything',
};
