import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconSend } from '@tabler/icons-react';
import { type Delivery, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { channelLabels } from './channel-tag.tsx';
import { useRedrive } from './use-redrive.ts';

/** The most messages that one call sends again. */
const AT_ONCE = 500;

/** Sends given-up messages again: the selected ones, or all of a channel. Hidden while no message is given up. */
export function RedriveMenu({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const alerting = trpc.ops.getAlerting.useQuery({}).data;
  const { redrive, isRunning } = useRedrive(onDone);
  if (alerting === undefined || alerting.deliveries.dead === 0) return null;
  const askForAll = (channel: Delivery['channel']) =>
    confirm({
      title: `Send all given-up messages again: ${channelLabels[channel]}?`,
      body: `They say what was low at that time. The oldest go first, ${AT_ONCE} at a time.`,
      confirm: 'Send again',
      onConfirm: () => redrive({ channel }),
    });
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          loading={isRunning}
          leftSection={<IconSend size={16} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
        >
          Send again
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={ids.length === 0} onClick={() => redrive({ ids: ids.slice(0, AT_ONCE) })}>
          {ids.length === 0
            ? 'The selected ones (select given-up ones first)'
            : `The ${ids.length} selected ones`}
        </Menu.Item>
        {alerting.channels.map(({ name }) => (
          <Menu.Item key={name} onClick={() => askForAll(name)}>
            All given up: {channelLabels[name]}…
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
