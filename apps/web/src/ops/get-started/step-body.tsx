import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Progress, trpc } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { buildSnippets } from '../affiliates/snippets.ts';
import { channelLabels } from '../deliveries/channel-tag.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import classes from './get-started.module.css';
import { orderSnippet } from './order-snippet.ts';
import type { StepName } from './progress.ts';

const affiliateForm = onIntent(() => import('../affiliates/affiliate-form.tsx'), 'AffiliateForm');

interface BodyProps {
  isDone: boolean;
  progress: Progress;
  /** Whether the reader may do it. */
  may: boolean;
}

/** What a step is for, and what does it. */
export function StepBody({ name, ...props }: BodyProps & { name: StepName }) {
  const Body = bodies[name];
  return <Body {...props} />;
}

const bodies: Readonly<Record<StepName, (props: BodyProps) => ReactNode>> = {
  partner: PartnerBody,
  origin: OriginBody,
  click: ClickBody,
  key: KeyBody,
  order: OrderBody,
  channel: ChannelBody,
  products: ProductsBody,
};

function PartnerBody({ isDone, may, progress: { partner } }: BodyProps) {
  const cache = trpc.useUtils();
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <p>
        A partner is anyone who sends you customers: a blog, a newsletter, a creator. Each gets a link and a
        commission.
      </p>
      {isDone && partner !== null ? (
        <p>
          The first one is{' '}
          <AnchorLink to="/affiliates/$id" params={{ id: String(partner.id) }} search={{}} fz="inherit">
            <bdi>{partner.name}</bdi>
          </AnchorLink>
          .
        </p>
      ) : null}
      {may ? (
        <div className={classes.actions}>
          <Button
            {...affiliateForm.nearby}
            size="sm"
            variant={isDone ? 'default' : 'filled'}
            onClick={() => setAdding(true)}
          >
            {isDone ? 'Create another partner' : 'Create the first partner'}
          </Button>
        </div>
      ) : null}
      <Late
        part={affiliateForm}
        isOpen={isAdding}
        subject={isAdding ? 'new' : null}
        onClose={() => setAdding(false)}
        onCreated={() => void cache.ops.getProgress.invalidate()}
      />
    </>
  );
}

function OriginBody({ isDone, may, progress: { storefront } }: BodyProps) {
  return (
    <>
      <p>
        Partners’ links lead to your shop, and only to addresses that you allow, such as{' '}
        <code>https://shop.example</code>. Without one, a link leads nowhere.
      </p>
      {may ? (
        <div className={classes.actions}>
          <ButtonLink
            to="/storefronts"
            search={{ edit: storefront.slug }}
            size="sm"
            variant={isDone ? 'default' : 'filled'}
          >
            {isDone ? 'Change the addresses' : 'Add your shop’s address'}
          </ButtonLink>
        </div>
      ) : null}
    </>
  );
}

function ClickBody({ isDone, progress: { partner, steps } }: BodyProps) {
  if (partner === null) {
    return <p>Create a partner first: the link and the script belong to the partner.</p>;
  }
  const { link } = buildSnippets({ ...partner, origin: window.location.origin });
  const hasOrigin = steps.some(({ name, isDone: isThere }) => name === 'origin' && isThere);
  return (
    <>
      <p>
        This is the link of <bdi>{partner.name}</bdi>. Open it as a visitor would: it leads to your shop, and
        the click shows here by itself.
      </p>
      {hasOrigin ? null : <p>Allow your shop’s address first, so that it leads somewhere.</p>}
      <CodeBlock code={link} label="link" />
      <p>
        <AnchorLink
          to="/affiliates/$id"
          params={{ id: String(partner.id) }}
          search={{ tab: 'snippets' }}
          fz="inherit"
        >
          A script for your pages, and other ways
        </AnchorLink>
      </p>
      <Awaited isDone={isDone} waiting="Waiting for the first click …" done="The first click has arrived." />
    </>
  );
}

function KeyBody({ isDone, may, progress: { storefront } }: BodyProps) {
  return (
    <>
      <p>
        Your server reports orders with a secret key. Only such orders pay commissions: what pages report is a
        claim until you verify it.
      </p>
      {may ? (
        <div className={classes.actions}>
          <ButtonLink
            to="/storefronts"
            search={{ newKey: storefront.slug, kind: 'secret' }}
            size="sm"
            variant={isDone ? 'default' : 'filled'}
          >
            {isDone ? 'Make another key' : 'Make a secret key'}
          </ButtonLink>
        </div>
      ) : null}
    </>
  );
}

function OrderBody({ isDone, progress: { partner } }: BodyProps) {
  return (
    <>
      <p>Report an order when it is paid. To try it, put your key in place of sk_… and run this:</p>
      <CodeBlock
        code={orderSnippet({ origin: window.location.origin, handle: partner?.handle })}
        label="order"
      />
      <Awaited isDone={isDone} waiting="Waiting for the first order …" done="The first order has arrived." />
    </>
  );
}

/** Says that the hub waits for something, and when it has come. */
function Awaited({ isDone, waiting, done }: { isDone: boolean; waiting: string; done: string }) {
  return (
    <p role="status" className={classes.awaited} data-done={isDone}>
      {isDone ? done : waiting}
    </p>
  );
}

function ChannelBody({ may, progress: { channels } }: BodyProps) {
  if (channels.length === 0) {
    return (
      <>
        <p>
          Without a channel, alerts only show on these pages. Set <code>SLACK_WEBHOOK_URL</code>, or{' '}
          <code>SMTP_HOST</code>, <code>MAIL_FROM</code> and <code>EMAIL_TO</code>, where the hub is
          configured, and restart it. Then send a test from here.
        </p>
        <div className={classes.actions}>
          <ButtonLink to="/ops/settings" size="sm" variant="default">
            {may ? 'Try an address first' : 'See the settings'}
          </ButtonLink>
        </div>
      </>
    );
  }
  return (
    <>
      <p>A channel can be set up and still not work. Send a test, and see whether it arrives.</p>
      <ul className={classes.channels}>
        {channels.map((channel) => (
          <li key={channel.name}>
            <ChannelTest {...channel} may={may} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ChannelTest(props: Progress['channels'][number] & { may: boolean }) {
  const { name, lastDeliveredAt } = props;
  const cache = trpc.useUtils();
  const test = trpc.ops.testChannel.useMutation({ onSuccess: () => cache.ops.invalidate() });
  return (
    <>
      {props.may ? (
        <Button
          size="sm"
          variant={lastDeliveredAt === null ? 'filled' : 'default'}
          leftSection={<IconSend size={15} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate({ channel: name })}
        >
          Send a test by {channelLabels[name] === 'Email' ? 'email' : channelLabels[name]}
        </Button>
      ) : (
        channelLabels[name]
      )}
      <span role="status" className={classes.quiet}>
        {test.error !== null ? (
          <span className={classes.failure}>{readHubError(test.error).message}</span>
        ) : lastDeliveredAt === null ? (
          'Nothing has arrived yet.'
        ) : (
          <>
            Last arrived <Timestamp at={lastDeliveredAt} isShort />.
          </>
        )}
      </span>
    </>
  );
}

function ProductsBody({ isDone, may }: BodyProps) {
  return (
    <>
      <p>
        The hub reads the exports of most shop systems, and any CSV file. Give each product a threshold: below
        it, you get an alert.
      </p>
      {may ? (
        <div className={classes.actions}>
          <ButtonLink to="/inventory/import" search={{}} size="sm" variant={isDone ? 'default' : 'filled'}>
            Import products
          </ButtonLink>
          <Button size="sm" variant="default" onClick={() => overlays.open({ kind: 'newProduct' })}>
            Add one by hand
          </Button>
        </div>
      ) : null}
    </>
  );
}
