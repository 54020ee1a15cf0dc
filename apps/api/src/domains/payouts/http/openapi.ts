import { type OpenApiPaths, refusals } from '../../../transport/openapi.ts';

/** No contract entries: one has an answer that is a file, and the caller of the other is PayPal. */
export const payoutPaths: OpenApiPaths = {
  '/api/payouts/batches/{id}/file': {
    get: {
      operationId: 'payouts.downloadFile',
      tags: ['payouts'],
      summary: 'Download the file of a payout batch',
      description:
        'What the bank is given: always the same bytes. For people who are signed in as an operator or an owner; each download is a line of the audit log. 409 before the batch was submitted.',
      security: [{ session: [] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
      responses: {
        200: {
          description: 'The file.',
          headers: { 'Content-Disposition': { schema: { type: 'string' } } },
          content: {
            'application/xml': { schema: { type: 'string', format: 'binary' } },
            'text/csv': { schema: { type: 'string', format: 'binary' } },
          },
        },
        ...refusals,
      },
    },
  },
  '/api/payouts/paypal/events': {
    post: {
      operationId: 'payouts.takePayPalEvent',
      tags: ['payouts'],
      summary: 'Take an event of PayPal',
      description:
        'The address for PayPal’s webhooks (`PAYMENT.PAYOUTSBATCH.*`, `PAYMENT.PAYOUTS-ITEM.*`). An event is never believed: it makes the hub ask PayPal about the batch that it names. Events about anything else change nothing and get the same answer.',
      security: [],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 200: { description: 'It was taken.' }, ...refusals },
    },
  },
};
