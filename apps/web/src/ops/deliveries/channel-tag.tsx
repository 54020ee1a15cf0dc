import { IconBrandSlack, IconMail, IconWebhook } from '@tabler/icons-react';
import type { Delivery } from '../../hub/trpc.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';

const channels = {
  webhook: { label: 'Slack', icon: IconBrandSlack },
  email: { label: 'Email', icon: IconMail },
  events: { label: 'Your server', icon: IconWebhook },
} as const;

/** Labels of the channels, for filters. */
export const channelLabels = {
  webhook: channels.webhook.label,
  email: channels.email.label,
  events: channels.events.label,
} as const;

/** The channel of a message. */
export function ChannelTag({ channel, tone = 'neutral' }: { channel: Delivery['channel']; tone?: Tone }) {
  return (
    <Tag tone={tone} icon={channels[channel].icon}>
      {channels[channel].label}
    </Tag>
  );
}
