// What the documents' blocks take from the shop around them.
import {
  fetchWebhook,
  type HubEvent,
  type StockLevel,
  type WebhookHandlers,
} from '@dreamteamhub/sdk/webhooks';

export async function place(_basket: unknown): Promise<{ id: string; total: string }> {
  return { id: 'ORD-1001', total: '99.99' };
}

export async function render(request: Request): Promise<Response> {
  return new Response(`<h1>${new URL(request.url).pathname}</h1>`);
}

export const banner = {
  onChange(listener: (choice: { marketing: boolean }) => void): void {
    listener({ marketing: true });
  },
};

export const reorder = async (_items: StockLevel[]): Promise<void> => undefined;
export const book = async (_orderId: string, _amount: string): Promise<void> => undefined;
export const isNew = async (_id: string): Promise<boolean> => true;
export const refreshDashboard = (_topics: readonly string[]): void => undefined;
export const handle = async (_event: HubEvent): Promise<void> => undefined;

const on = new Proxy({}, { get: () => () => undefined }) as WebhookHandlers;
export const POST = fetchWebhook({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', on });
