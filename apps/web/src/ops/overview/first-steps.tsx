import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Overview, trpc } from '../../hub/trpc.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { Card } from './card.tsx';
import classes from './overview.module.css';

/** What to do in a hub that has nothing to count yet. */
export function FirstSteps({ overview }: { overview: Overview }) {
  const channels = trpc.ops.getAlerting.useQuery({}).data?.channels ?? [];
  const hasPartner = overview.affiliateCount > 0;
  return (
    <Card title="Set up your hub" note="Figures take this place with the first click">
      <ol className={classes.steps}>
        <Step
          name="Create a partner"
          isDone={hasPartner}
          action={
            <ButtonLink to="/affiliates" search={{}} variant={hasPartner ? 'default' : 'filled'} size="xs">
              {hasPartner ? 'Open partners' : 'Create a partner'}
            </ButtonLink>
          }
        >
          Whoever sends you customers: a blog, a newsletter, a creator. Each gets a commission and a handle.
        </Step>
        <Step
          name="Send the first click"
          isDone={false}
          action={
            hasPartner ? (
              <ButtonLink to="/affiliates" search={{}} size="xs">
                Get a link or snippet
              </ButtonLink>
            ) : null
          }
        >
          Give the partner their link, and put the snippet on your shop’s pages. Open the link yourself: the
          click shows here within two seconds.
        </Step>
        <Step
          name="Add a product"
          isDone={overview.productCount > 0}
          action={
            <ButtonLink to="/inventory" search={{}} variant="default" size="xs">
              {overview.productCount > 0 ? 'Open inventory' : 'Add or import products'}
            </ButtonLink>
          }
        >
          With the stock below which you want an alert.
        </Step>
        <Step
          name="Choose where alerts go"
          isDone={channels.length > 0}
          action={
            <ButtonLink to="/ops/settings" variant="default" size="xs">
              Open settings
            </ButtonLink>
          }
        >
          Slack, mail, or your shop’s own server. Without a channel, alerts only show on these pages.
        </Step>
      </ol>
    </Card>
  );
}

function Step(props: { name: string; isDone: boolean; action: ReactNode; children: ReactNode }) {
  return (
    <li className={classes.step} data-done={props.isDone}>
      <span className={classes.stepMark} aria-hidden>
        {props.isDone ? <IconCheck size={15} stroke={2.4} /> : null}
      </span>
      <div className={classes.stepWords}>
        <span className={classes.strong}>{props.name}</span>
        {props.isDone ? <span className={classes.quiet}> · done</span> : null}
        <p>{props.children}</p>
      </div>
      {props.action}
    </li>
  );
}
