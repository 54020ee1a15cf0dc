import { hubEventData } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import type { OpenApiPaths } from '../../../transport/openapi.ts';

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const parameters = [
  header('webhook-id', 'The event’s id, the same however often it is sent.'),
  header('webhook-timestamp', 'Seconds since 1970; refuse what is more than five minutes off.'),
  header(
    'webhook-signature',
    '`v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`; several with spaces between while the secret changes.',
  ),
];

/** What the hub sends to `EVENTS_WEBHOOK_URL`, by type, as https://www.standardwebhooks.com has it. */
export function eventWebhooks(): OpenApiPaths {
  return Object.fromEntries(
    Object.entries(hubEventData).map(([type, data]) => [
      type,
      {
        post: {
          operationId: `webhooks.${type}`,
          tags: ['webhooks'],
          summary: `The event ${type}`,
          description:
            'Sent again until it is answered with 2xx, for two and a half hours, and in no certain order.',
          security: [],
          parameters,
          requestBody: { required: true, content: { 'application/json': { schema: message(type, data) } } },
          responses: {
            204: { description: 'Taken. Any other 2xx will do.' },
            '4XX': { description: '410: the shop wants no more events. Any other is tried again.' },
          },
        },
      },
    ]),
  );
}

function message(type: string, data: z.ZodType) {
  const { $schema: _, ...schema } = z.toJSONSchema(data);
  return {
    type: 'object',
    required: ['id', 'type', 'timestamp', 'data'],
    properties: {
      id: { type: 'string', description: 'Keep it if handling the event twice would hurt.' },
      type: { type: 'string', const: type },
      timestamp: { type: 'string', format: 'date-time' },
      data: schema,
    },
  };
}
