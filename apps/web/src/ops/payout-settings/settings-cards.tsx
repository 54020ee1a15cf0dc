import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Money } from '../../hub/money.tsx';
import type { PayoutSettings } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Late, type LatePart, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import type { SettingsDialogProps } from './dialog-props.ts';
import classes from './payout-settings.module.css';
import {
  bookingNames,
  bookingOf,
  environmentNames,
  missingBicNames,
  sumNames,
  sumOf,
} from './settings-words.ts';

const generalDialog = onIntent(() => import('./general-dialog.tsx'), 'GeneralDialog');
const bankDialog = onIntent(() => import('./bank-dialog.tsx'), 'BankDialog');
const sepaDialog = onIntent(() => import('./sepa-dialog.tsx'), 'SepaDialog');
const paypalDialog = onIntent(() => import('./paypal-dialog.tsx'), 'PaypalDialog');
const removeDialog = onIntent(() => import('./remove-dialog.tsx'), 'RemoveDialog');

interface CardsProps {
  settings: PayoutSettings;
  isOwner: boolean;
}

/** How a storefront pays, part by part. */
export function SettingsCards(props: CardsProps) {
  const { changedAt, changedBy } = props.settings;
  return (
    <>
      <div className={classes.cards}>
        <General {...props} />
        <BankAccount {...props} />
        <Sepa {...props} />
        <Paypal {...props} />
      </div>
      {changedAt === null ? null : (
        <Text fz={13} c="dimmed" mt="md">
          Changed <DateStamp at={changedAt} />
          {changedBy === null ? null : (
            <>
              {' '}
              by <bdi>{changedBy}</bdi>
            </>
          )}
          .
        </Text>
      )}
    </>
  );
}

function General({ settings, isOwner }: CardsProps) {
  const { minimum, currency, reference } = settings;
  return (
    <SectionCard
      title="Every payout"
      aside={
        isOwner ? <Change part={generalDialog} settings={settings} of="minimum and reference" /> : undefined
      }
    >
      <Facts>
        <Fact name="Minimum">
          {Number(minimum) === 0 ? (
            'None: everything is paid'
          ) : (
            <Money amount={minimum} currency={currency} />
          )}
        </Fact>
        <Fact name="Reference on bank statements">
          {reference === null ? 'The storefront’s name and the batch' : <bdi>{reference}</bdi>}
        </Fact>
      </Facts>
    </SectionCard>
  );
}

function BankAccount({ settings, isOwner }: CardsProps) {
  const { debtor } = settings;
  return (
    <SectionCard
      title="Bank account"
      aside={
        isOwner ? (
          <Group gap={8}>
            {debtor === null ? null : <Remove what="debtor" settings={settings} />}
            <Change
              part={bankDialog}
              settings={settings}
              of="bank account"
              {...(debtor === null ? { words: 'Set account…' } : {})}
            />
          </Group>
        ) : undefined
      }
    >
      {debtor === null ? (
        <Nothing>SEPA files pay from it. Without one, pay by hand, by PayPal, or by a CSV file.</Nothing>
      ) : (
        <Facts>
          <Fact name="Account holder">
            <bdi>{debtor.name}</bdi>
          </Fact>
          <Fact name="IBAN">
            <span className="hub-mono">{debtor.iban}</span>
          </Fact>
          {debtor.bic === null ? null : (
            <Fact name="BIC">
              <span className="hub-mono">{debtor.bic}</span>
            </Fact>
          )}
        </Facts>
      )}
    </SectionCard>
  );
}

function Sepa({ settings, isOwner }: CardsProps) {
  const { sepa } = settings;
  return (
    <SectionCard
      title="SEPA file"
      aside={isOwner ? <Change part={sepaDialog} settings={settings} of="SEPA file" /> : undefined}
    >
      <Facts>
        <Fact name="Format">{sepa.version}</Fact>
        <Fact name="Booked as">{bookingNames[bookingOf(sepa)]}</Fact>
        <Fact name="Header">{sumNames[sumOf(sepa)]}</Fact>
        <Fact name="A missing BIC">{missingBicNames[sepa.missingBic]}</Fact>
      </Facts>
    </SectionCard>
  );
}

function Paypal({ settings, isOwner }: CardsProps) {
  const { paypal } = settings;
  return (
    <SectionCard
      title="PayPal"
      aside={
        isOwner ? (
          <Group gap={8}>
            {paypal === null ? null : <Remove what="paypal" settings={settings} />}
            <Change
              part={paypalDialog}
              settings={settings}
              of="PayPal"
              {...(paypal === null ? { words: 'Connect…' } : {})}
            />
          </Group>
        ) : undefined
      }
    >
      {paypal === null ? (
        <Nothing>With the credentials of a PayPal app, the hub sends payouts by itself.</Nothing>
      ) : (
        <Facts>
          <Fact name="Environment">{environmentNames[paypal.environment]}</Fact>
          <Fact name="Client ID">
            <span className="hub-mono">{paypal.client}</span>
          </Fact>
          <Fact name="Secret">Sealed, never shown</Fact>
        </Facts>
      )}
    </SectionCard>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text fz="sm" c="dimmed">
      {children}
    </Text>
  );
}

function Change(props: {
  part: LatePart<SettingsDialogProps>;
  settings: PayoutSettings;
  /** Tells the buttons of the page apart. */
  of: string;
  words?: string;
}) {
  const { part, settings, of, words = 'Change…' } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        fz="sm"
        aria-label={`${words} ${of}`}
        {...part.nearby}
        onClick={() => setOpen(true)}
      >
        {words}
      </Button>
      <Late part={part} isOpen={isOpen} settings={settings} onClose={() => setOpen(false)} />
    </>
  );
}

function Remove({ what, settings }: { what: 'debtor' | 'paypal'; settings: PayoutSettings }) {
  const [isOpen, setOpen] = useState(false);
  const words = what === 'debtor' ? 'Remove…' : 'Disconnect…';
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        fz="sm"
        aria-label={`${words} ${what === 'debtor' ? 'bank account' : 'PayPal'}`}
        {...removeDialog.nearby}
        onClick={() => setOpen(true)}
      >
        {words}
      </Button>
      <Late
        part={removeDialog}
        isOpen={isOpen}
        what={what}
        settings={settings}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
