import { ActionIcon, Button, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { AmountField, BELOW, PercentField } from './amount-field.tsx';
import type { Pay, RuleDraft, StepDraft } from './rule-draft.ts';
import type { RuleFieldsProps } from './rule-fields.ts';
import { tierExample } from './rule-words.ts';
import classes from './rules.module.css';

const payNames: Record<Pay, string> = {
  percent: 'Percent of the goods',
  tiers: 'Percent, by volume',
  flatItem: 'An amount for each item',
  flatOrder: 'An amount for each order',
};

const MOST_STEPS = 50;

/** How much the rule pays. */
export function RulePayFields(props: RuleFieldsProps) {
  const { draft, change, problems, currency } = props;
  return (
    <Stack gap="md">
      <FormRow label="Pays">
        {(row) => (
          <NativeSelect
            {...row}
            data={Object.entries(payNames).map(([value, label]) => ({ value, label }))}
            value={draft.pay}
            onChange={(event) => change({ pay: event.currentTarget.value as Pay })}
          />
        )}
      </FormRow>
      {draft.pay === 'percent' ? (
        <FormRow label="Rate" help="0 pays nothing." error={problems.percent} isRequired>
          {(row) => (
            <PercentField
              {...row}
              value={draft.percent}
              placeholder="12.5"
              onChange={(percent) => change({ percent })}
            />
          )}
        </FormRow>
      ) : null}
      {draft.pay === 'flatItem' || draft.pay === 'flatOrder' ? (
        <FormRow
          label="Amount"
          help={currency === undefined ? 'In the storefront’s currency.' : undefined}
          error={problems.amount}
          isRequired
        >
          {(row) => (
            <AmountField
              {...row}
              currency={currency}
              value={draft.amount}
              onChange={(amount) => change({ amount })}
            />
          )}
        </FormRow>
      ) : null}
      {draft.pay === 'tiers' ? <TierFields {...props} /> : null}
    </Stack>
  );
}

/** The steps of a rate by volume, and what they mean. */
function TierFields(props: RuleFieldsProps) {
  const { draft, change, problems, currency } = props;
  const example = tierExample(draft.steps, { window: draft.window, currency });
  return (
    <>
      <FormRow label="Volume" help="Sales of the partner before the order, net of refunds.">
        {(row) => (
          <NativeSelect
            {...row}
            data={[
              { value: 'month', label: 'Of the month' },
              { value: 'lifetime', label: 'Of all time' },
            ]}
            value={draft.window}
            onChange={(event) => change({ window: event.currentTarget.value as RuleDraft['window'] })}
          />
        )}
      </FormRow>
      <Steps {...props} />
      {problems.steps === undefined ? null : (
        <Text fz={13} c="var(--hub-bad-text)" role="alert">
          {problems.steps}
        </Text>
      )}
      <Radio.Group
        label="An order that crosses a step"
        value={draft.mode}
        onChange={(mode) => change({ mode: mode as RuleDraft['mode'] })}
      >
        <Stack gap={10} mt={8}>
          <Radio
            value="marginal"
            label="Each part pays the rate of its step"
            description={example?.marginal ?? 'The part above the step pays the next rate.'}
          />
          <Radio
            value="whole"
            label="All of it pays the rate that was reached before"
            description={example?.whole ?? 'The next order pays the next rate.'}
          />
        </Stack>
      </Radio.Group>
    </>
  );
}

function Steps({ draft: { steps }, change, problems, currency }: RuleFieldsProps) {
  const set = (key: number, changes: Partial<StepDraft>) =>
    change({ steps: steps.map((step) => (step.key === key ? { ...step, ...changes } : step)) });
  const add = () =>
    change({
      steps: [...steps, { key: Math.max(...steps.map(({ key }) => key)) + 1, from: '', percent: '' }],
    });
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend style={{ fontSize: 14, fontWeight: 550, marginBottom: 8, padding: 0 }}>Steps</legend>
      <ol className={classes.steps}>
        {steps.map(({ key, from, percent }, place) => (
          <li key={key} className={classes.step}>
            {place === 0 ? (
              <TextInput
                label="Sales from"
                aria-label="Step 1: sales from"
                value={formatMoney('0', currency)}
                readOnly
                variant="filled"
              />
            ) : (
              <AmountField
                aria-label={`Step ${place + 1}: sales from`}
                inputWrapperOrder={BELOW}
                currency={currency}
                value={from}
                error={problems[`steps.${place}.from`]}
                onChange={(value) => set(key, { from: value })}
              />
            )}
            <PercentField
              aria-label={`Step ${place + 1}: rate`}
              inputWrapperOrder={BELOW}
              label={place === 0 ? 'Rate' : undefined}
              value={percent}
              error={problems[`steps.${place}.percent`]}
              onChange={(value) => set(key, { percent: value })}
            />
            {place === 0 ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                aria-label={`Remove step ${place + 1}`}
                onClick={() => change({ steps: steps.filter((step) => step.key !== key) })}
              >
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {steps.length >= MOST_STEPS ? null : (
        <Button
          mt="xs"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={add}
        >
          Add a step
        </Button>
      )}
    </fieldset>
  );
}
