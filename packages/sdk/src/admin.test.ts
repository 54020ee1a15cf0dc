import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { type AdminInputs, type AdminOutputs, createAdminClient } from './admin.ts';

interface Sent {
  url: string;
  authorization: string | null;
}

/** A client whose requests are answered with `data`, and what it sent. */
function clientOf(data: unknown, secretKey?: string) {
  const sent: Sent[] = [];
  const client = createAdminClient({
    endpoint: 'https://hub.example/',
    ...(secretKey === undefined ? {} : { secretKey }),
    fetch: async (input, init) => {
      sent.push({ url: String(input), authorization: new Headers(init?.headers).get('authorization') });
      return Response.json([{ result: { data } }]);
    },
  });
  return { client, sent };
}

describe('createAdminClient', () => {
  test('calls the procedure under /trpc/admin with the secret key', async () => {
    const { client, sent } = clientOf({ needsFirstOperator: true, isDemo: false }, 'sk_123');
    expect(await client.ops.getSetupState.query()).toEqual({ needsFirstOperator: true, isDemo: false });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toMatch(/^https:\/\/hub\.example\/trpc\/admin\/ops\.getSetupState\?/);
    expect(sent[0]?.authorization).toBe('Bearer sk_123');
  });

  test('sends no key when it has none', async () => {
    const { client, sent } = clientOf({ success: true });
    await client.ops.testWebhook.mutate({ webhookUrl: 'https://hooks.example/x' });
    expect(sent[0]?.authorization).toBeNull();
  });

  test.each([
    [{ endpoint: undefined }, 'endpoint: is missing'],
    [{ endpoint: '' }, 'endpoint: is missing'],
    [{ endpoint: 'hub.example' }, 'endpoint: "hub.example" does not begin'],
    [{ endpoint: 'https://hub.example', secretKey: undefined }, 'secretKey: is missing'],
    [{ endpoint: 'https://hub.example', secretKey: 'pk_1' }, 'secretKey: is a publishable key'],
  ])('names what is wrong with %o when it is called, and not before', async (options, message) => {
    const send = vi.fn<typeof fetch>();
    const client = createAdminClient({ ...options, fetch: send });
    await expect(client.ops.getSetupState.query()).rejects.toThrow(message);
    expect(send).not.toHaveBeenCalled();
  });

  test('is typed by the contract', () => {
    type Client = ReturnType<typeof createAdminClient>;
    expectTypeOf<AdminOutputs['affiliates']['createAffiliate']['revenue30d']>().toEqualTypeOf<string>();
    expectTypeOf<AdminInputs['inventory']['adjustStock']['reason']>().toEqualTypeOf<
      'sale' | 'return' | 'restocked' | 'adjusted' | 'damaged'
    >();
    expectTypeOf<Client['inventory']['listProducts']['query']>().toBeFunction();
    // A query cannot be mutated, and there is nothing that the contract does not name.
    expectTypeOf<Client['inventory']['listProducts']>().not.toHaveProperty('mutate');
    expectTypeOf<Client['inventory']>().not.toHaveProperty('deleteProduct');
    expectTypeOf<AdminInputs['affiliates']['createAffiliate']>().not.toHaveProperty('pixelId');
  });
});
