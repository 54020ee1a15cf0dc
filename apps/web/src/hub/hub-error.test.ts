import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { isTransient, readHubError } from './hub-error.ts';

function refusal(data: object, message = 'invalid input') {
  return TRPCClientError.from({ error: { code: -32600, message, data } } as never);
}

describe('readHubError', () => {
  it('reads the code, the message and the fields', () => {
    const details = [{ path: 'sku', message: 'is taken' }, { unexpected: true }];
    expect(readHubError(refusal({ hubCode: 'bad_request', httpStatus: 400, details }))).toEqual({
      code: 'bad_request',
      message: 'Invalid input.',
      fields: [{ path: 'sku', message: 'is taken' }],
    });
  });

  it('drops a field name at the start of the message', () => {
    const error = refusal({ hubCode: 'forbidden', httpStatus: 403 }, 'token: this link was used');
    expect(readHubError(error).message).toBe('This link was used.');
  });

  it('treats anything else as a hub that cannot be reached', () => {
    expect(readHubError(new TypeError('Failed to fetch')).code).toBe('unreachable');
    expect(readHubError(TRPCClientError.from(new TypeError('Failed to fetch'))).code).toBe('unreachable');
  });

  it('says when the hub took too long', () => {
    const timeout = new DOMException('signal timed out', 'TimeoutError');
    expect(readHubError(TRPCClientError.from(timeout)).message).toContain('within 30 seconds');
    expect(isTransient(timeout)).toBe(true);
  });

  it('knows which errors may pass', () => {
    expect(isTransient(new TypeError('Failed to fetch'))).toBe(true);
    expect(isTransient(refusal({ hubCode: 'unavailable', httpStatus: 503 }))).toBe(true);
    expect(isTransient(refusal({ hubCode: 'conflict', httpStatus: 409 }))).toBe(false);
  });
});
