import type { FastifyInstance } from 'fastify';
import type { AskService } from '../ask-service.ts';

/**
 * Takes PayPal's events from whoever sends them: one only makes the hub ask PayPal about a batch soon, so that a forged
 * one, and one that is lost, change nothing. Every caller gets the same answer.
 */
export function registerPayPalEvents(app: FastifyInstance, asking: AskService): void {
  app.post('/api/payouts/paypal/events', async (request, reply) => {
    await asking.noteEvent(request.body);
    return reply.send({});
  });
}
