import { expect } from '@jest/globals';
import { addressOf } from './planned-delivery';
import { guidOf, type SimulatedWorld } from './simulated-world';

/** Promise 2 in the tenant: for everybody in the store there stands what the store holds, and nothing ever went back. */
export function expectTenantEqualsStore({ rows, tenant, history }: SimulatedWorld): void {
  expect(history.violations).toEqual([]);
  for (const { profile } of rows.rows.values()) {
    const upn = addressOf(profile.userId);
    const entra = tenant.entra.get(guidOf(upn)) ?? {};
    const sharePoint = tenant.sharePoint.get(upn) ?? {};
    const { name, phone, mobile, audienceDepartment } = profile.fields;
    const extended = profile.extended.find(({ Key }) => Key === 'A')?.Value;
    expect({
      upn,
      // Entra never leaves a name empty, so a cleared one stays.
      displayName: name === undefined ? undefined : entra['displayName'],
      phones: entra['businessPhones'] ?? [],
      mobile: textOf(sharePoint['CellPhone']),
      audience: textOf(sharePoint['AudienceDepartment']),
      A: textOf(sharePoint['A']),
    }).toEqual({
      upn,
      displayName: name,
      phones: phone === undefined ? [] : [phone],
      mobile: textOf(mobile),
      audience: textOf(audienceDepartment),
      A: textOf(extended),
    });
  }
}

/** A property that was never set is as empty as a cleared one. */
function textOf(value: unknown): unknown {
  return value ?? '';
}
