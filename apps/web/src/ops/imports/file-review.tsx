import { MAX_INTEGER } from '@dreamteamhub/sdk/contract';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { FileReading, ImportEncoding, ImportMapping } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { formatCount, formatQuantity } from '../../ui/format-number.ts';
import { NumberField, readValue } from '../../ui/number-field.tsx';
import type { ReadNumber } from '../../ui/number-text.ts';
import { Tag } from '../../ui/tag.tsx';
import { ColumnFields } from './column-fields.tsx';
import { EncodingChoice } from './encoding-choice.tsx';
import classes from './import.module.css';
import { formatLines } from './import-labels.tsx';
import { isChanged, toDraft, toMapping } from './mapping-draft.ts';

const SEPARATORS: Record<FileReading['separator'], string> = {
  comma: 'commas',
  semicolon: 'semicolons',
  tab: 'tabs',
  pipe: 'vertical bars',
};

/** What somebody decided about a file. */
export interface FileChoice {
  /** Where they chose other columns than the hub. */
  mapping: ImportMapping | undefined;
  newThreshold: number | undefined;
}

/** Shows what the hub made of a file, and lets a person put it right before its lines are checked. */
export function FileReview(props: {
  fileName: string;
  reading: FileReading;
  isBusy: boolean;
  onEncoding: (encoding: ImportEncoding) => void;
  onCheck: (choice: FileChoice) => void;
  onDiscard: () => void;
}) {
  const { fileName, reading } = props;
  const [draft, setDraft] = useState(() => toDraft(reading.mapping));
  const [threshold, setThreshold] = useState<ReadNumber>({ kind: 'empty' });
  const [wasChecked, setWasChecked] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // The chooser, which had the focus, is gone.
  useEffect(() => heading.current?.focus(), []);
  const mapping = toMapping(draft);
  const thresholdProblem = problemOf(threshold);
  const isEncodingMissing = reading.encoding?.isCertain === false;
  const form = useRef<HTMLFormElement>(null);
  const check = () => {
    setWasChecked(true);
    const missing = isEncodingMissing
      ? 'input[type="radio"]'
      : mapping === null
        ? '[required]'
        : thresholdProblem === undefined
          ? null
          : '[name="threshold"]';
    if (mapping === null || missing !== null) {
      if (missing !== null) form.current?.querySelector<HTMLElement>(missing)?.focus();
      return;
    }
    props.onCheck({
      mapping: isChanged(draft, reading.mapping) ? mapping : undefined,
      newThreshold: threshold.kind === 'number' ? Number(threshold.value) : undefined,
    });
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconFileTypeCsv
          size={26}
          stroke={1.4}
          color="var(--mantine-color-dimmed)"
          style={{ flexShrink: 0 }}
          aria-hidden
        />
        <div style={{ minWidth: 0 }}>
          <h2 className={classes.fileName} ref={heading} tabIndex={-1}>
            <bdi>{fileName}</bdi>
          </h2>
          <Text fz="sm" c="dimmed">
            {formatLines(reading.lines)} below the header
            {reading.headerLine === 1 ? '' : ` on line ${formatCount(reading.headerLine)}`},{' '}
            {formatCount(reading.columns.length)} {reading.columns.length === 1 ? 'column' : 'columns'}{' '}
            between {SEPARATORS[reading.separator]}
          </Text>
        </div>
      </Group>
      <Stack gap="lg" mt="lg">
        <Recognition reading={reading} />
        {reading.encoding === null ? null : (
          <EncodingChoice guess={reading.encoding} onChoose={props.onEncoding} />
        )}
        <ColumnFields
          columns={reading.columns}
          draft={draft}
          isSkuMissing={wasChecked && mapping === null}
          onChange={setDraft}
        />
        <FormRow
          label="Threshold of new products"
          help="For new products whose line has none. Without it, the hub leaves those lines out."
          error={wasChecked ? thresholdProblem : undefined}
        >
          {(row) => (
            <NumberField
              {...row}
              maxDecimals={0}
              name="threshold"
              value={readValue(threshold)}
              say={formatQuantity}
              onRead={setThreshold}
            />
          )}
        </FormRow>
      </Stack>
      <Group justify="flex-end" gap="xs" mt="lg">
        {wasChecked && isEncodingMissing ? (
          <Text fz="sm" c="var(--hub-bad-text)" role="alert" mr="auto">
            Choose the encoding that looks right.
          </Text>
        ) : null}
        <Button variant="default" onClick={props.onDiscard}>
          Choose another file
        </Button>
        <Button type="submit" loading={props.isBusy}>
          Check {formatLines(reading.lines)}
        </Button>
      </Group>
    </form>
  );
}

function problemOf(threshold: ReadNumber): string | undefined {
  if (threshold.kind === 'problem') return threshold.problem;
  if (threshold.kind === 'empty') return undefined;
  const units = Number(threshold.value);
  return units < 0 || units > MAX_INTEGER
    ? `Write a number from 0 to ${formatCount(MAX_INTEGER)}.`
    : undefined;
}

function Recognition({ reading }: { reading: FileReading }) {
  const { format, mappedBy } = reading;
  return (
    <Group gap={10} component="div">
      {format === null ? null : <Tag tone="accent">{format.name}</Tag>}
      <Text fz="sm" style={{ flex: '1 1 16rem' }}>
        {sayWhoMapped(mappedBy)}
      </Text>
    </Group>
  );
}

function sayWhoMapped(mappedBy: FileReading['mappedBy']): string {
  switch (mappedBy) {
    case 'format':
      return 'The hub knows this export. Change a column if it is the wrong one.';
    case 'remembered':
      return 'The columns are the ones you chose last time for a file like this.';
    case 'titles':
      return 'The columns are recognised by their titles.';
    case 'sent':
    case null:
      return 'The hub does not know these columns. Choose what they stand for; it remembers your choice for the next file like this.';
  }
}
