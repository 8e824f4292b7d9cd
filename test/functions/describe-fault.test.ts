import { describe, expect, test } from '@jest/globals';
import { describeFault } from '../../functions/describe-fault';
import { SyncError } from '../../shared/model/sync-error';

function parseFault(): unknown {
  try {
    JSON.parse('{"name":"Ana García"');
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('describeFault', () => {
  test('tells names, codes and places through all causes, and nothing that is quoted', () => {
    const fault = new SyncError('StorageUnavailable', 'Storage is down.', {
      cause: Object.assign(new Error('GET https://host/?sig=secret'), { code: 'ECONNRESET' }),
    });
    const text = describeFault(fault);
    expect(text).toMatch(/^SyncError StorageUnavailable: Storage is down\.\n +at .+/);
    expect(text).toMatch(/caused by Error ECONNRESET\n +at /);
    expect(text).not.toContain('secret');
  });

  test('leaves out what a parser quotes', () => {
    expect(describeFault(parseFault())).toMatch(/^SyntaxError\n/);
    expect(describeFault(parseFault())).not.toContain('Ana');
  });

  test('tells every failure of several', () => {
    const text = describeFault(
      new AggregateError([new TypeError('Ana'), new RangeError('Ana')], 'Ana'),
    );
    expect(text).toMatch(/AggregateError[^]*TypeError[^]*RangeError/);
    expect(text).not.toContain('Ana');
  });

  test('comes to an end where causes go in circles', () => {
    const fault = new Error('round');
    fault.cause = fault;
    expect(describeFault(fault).split('caused by')).toHaveLength(5);
  });

  test('does not print what is no error', () => {
    expect(describeFault('Ana García')).toBe('a thrown value that is no Error');
  });
});
