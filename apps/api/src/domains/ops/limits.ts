import { defineLimit } from '../../platform/limits/limit.ts';

/** A test goes to whatever address it names: the hub is no means to flood somebody's mailbox or server. */
export const testMessages = defineLimit({
  name: 'test_messages',
  what: 'test messages: mail, webhook, event',
  windowSeconds: 600,
  most: { account: 10, hub: 60 },
  counted: 'process',
  beyond: '429',
  isScaled: true,
});
