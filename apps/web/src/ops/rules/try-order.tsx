import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { aboveZero } from '../../ui/number-checks.ts';
import { Segments } from '../../ui/segments.tsx';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { AmountField, BELOW, CountField } from './amount-field.tsx';
import {
  emptyLine,
  emptyOrder,
  type LineDraft,
  type OrderDraft,
  readOrder,
  whatIsMissing,
} from './order-draft.ts';
import { PartnerField, usePartnerCurrency } from './partner-field.tsx';
import type { RuleInput } from './rule-draft.ts';
import classes from './rules.module.css';
import { TryResult } from './try-result.tsx';
import { useAsked } from './use-asked.ts';

const by = { rule: 'With this rule', stored: 'Without it' } as const;

/** An order that somebody makes up, and what it would pay, line by line. */
export function TryOrder(props: {
  /** The rule that is being written; null while it is not complete. */
  rule: RuleInput | null;
  affiliate: string;
  /** A rule is being written. Else the stored ones alone are tried. */
  isWriting?: boolean;
}) {
  const { rule, isWriting = false } = props;
  const zone = useTimeZone();
  const { client } = trpc.useUtils();
  const [draft, setDraft] = useState(() => emptyOrder(props.affiliate));
  const [chosen, setChosen] = useState<keyof typeof by>('rule');
  const currency = usePartnerCurrency(draft.affiliate);
  const order = readOrder(draft, zone);
  const isByRule = isWriting && chosen === 'rule';
  const isIncomplete = order === null || (isByRule && rule === null);
  const asked = isIncomplete ? null : { order, ...(isByRule && rule !== null ? { rule } : {}) };
  const trial = useAsked('preview', asked, (wanted, signal) =>
    client.commissions.preview.mutate(wanted, { signal }),
  );
  return (
    <Stack gap="lg">
      <OrderFields
        draft={draft}
        currency={currency}
        change={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      {isWriting ? (
        <Group className={classes.choice}>
          <Segments label="Rules" choices={by} value={chosen} onChoose={setChosen} />
        </Group>
      ) : null}
      <FormError message={trial.error === null ? undefined : readHubError(trial.error).message} />
      {isIncomplete ? (
        <Text fz="sm" c="dimmed">
          {order === null ? whatIsMissing(draft) : 'Fill in the form of the rule above.'}
        </Text>
      ) : trial.answer === undefined ? null : (
        <TryResult result={trial.answer} isOld={trial.isOld} />
      )}
    </Stack>
  );
}

interface OrderFieldsProps {
  draft: OrderDraft;
  currency: string | undefined;
  change: (changes: Partial<OrderDraft>) => void;
}

function OrderFields(props: OrderFieldsProps) {
  const { draft, currency, change } = props;
  const zone = useTimeZone();
  const partnerId = useId();
  return (
    <Stack gap="md">
      <div className={classes.fields}>
        <PartnerField
          id={partnerId}
          label="Partner"
          value={draft.affiliate}
          onChoose={({ handle }) => change({ affiliate: handle })}
        />
        <AmountField
          label="Shipping"
          inputWrapperOrder={BELOW}
          currency={currency}
          value={draft.shipping}
          onChange={(shipping) => change({ shipping })}
        />
        <AmountField
          label="Tax"
          inputWrapperOrder={BELOW}
          currency={currency}
          value={draft.tax}
          onChange={(tax) => change({ tax })}
        />
        <TextInput
          type="datetime-local"
          label="Ordered at"
          description={`Empty: now. In ${nameOfZone(zone)}.`}
          inputWrapperOrder={BELOW}
          value={draft.orderedAt}
          onChange={(event) => change({ orderedAt: event.currentTarget.value })}
        />
      </div>
      <OrderLines {...props} />
    </Stack>
  );
}

const MOST_LINES = 50;

function OrderLines({ draft: { lines }, currency, change }: OrderFieldsProps) {
  const set = (key: number, changes: Partial<LineDraft>) =>
    change({ lines: lines.map((line) => (line.key === key ? { ...line, ...changes } : line)) });
  const add = () =>
    change({
      lines: [...lines, emptyLine(Math.max(...lines.map(({ key }) => key)) + 1)],
    });
  return (
    <div>
      <ol className={classes.lines} aria-label="Lines">
        {lines.map(({ key, sku, product, categories, net, quantity }, place) => {
          return (
            <li key={key} className={classes.line}>
              <TextInput
                label="SKU"
                aria-label={`Line ${place + 1}: SKU`}
                placeholder="Any"
                maxLength={255}
                spellCheck={false}
                value={sku}
                onChange={(event) => set(key, { sku: event.currentTarget.value })}
              />
              <TextInput
                label="Product"
                aria-label={`Line ${place + 1}: product`}
                placeholder="Its id"
                maxLength={255}
                spellCheck={false}
                value={product}
                onChange={(event) => set(key, { product: event.currentTarget.value })}
              />
              <TextInput
                label="Categories"
                aria-label={`Line ${place + 1}: categories, separated by commas`}
                placeholder="lamps, sale"
                spellCheck={false}
                value={categories}
                onChange={(event) => set(key, { categories: event.currentTarget.value })}
              />
              <AmountField
                label="Net, all items"
                aria-label={`Line ${place + 1}: net of all items`}
                inputWrapperOrder={BELOW}
                currency={currency}
                value={net}
                onChange={(value) => set(key, { net: value })}
              />
              <CountField
                label="Quantity"
                aria-label={`Line ${place + 1}: quantity`}
                inputWrapperOrder={BELOW}
                check={aboveZero}
                value={quantity}
                onChange={(value) => set(key, { quantity: value })}
              />
              {lines.length === 1 ? null : (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={34}
                  className={classes.remove}
                  aria-label={`Remove line ${place + 1}`}
                  onClick={() => change({ lines: lines.filter((line) => line.key !== key) })}
                >
                  <IconTrash size={17} aria-hidden />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ol>
      <Group mt="xs">
        {lines.length >= MOST_LINES ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={add}
          >
            Add a line
          </Button>
        )}
      </Group>
    </div>
  );
}
