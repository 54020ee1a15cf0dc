import { Button, NativeSelect, Text } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import {
  type Comparison,
  comparisonLabels,
  comparisons,
  type DateRange,
  formatDateRange,
  type LocalDate,
  localDate,
  presetLabels,
  presets,
} from './date-range.ts';
import classes from './date-range-field.module.css';
import { formatTime } from './format-time.ts';
import { nameOfZone } from './time-zone.tsx';

const CUSTOM = 'custom';
const ANY = '';

/** Days, both included, as the hub resolved them. */
interface Days {
  fromDate: LocalDate;
  toDate: LocalDate;
}

interface DateRangeFieldProps {
  /** Null: none is chosen, which only fields with `any` know. */
  range: DateRange | null;
  onChoose: (range: DateRange) => void;
  /** For filters: what the field says without a range, as in `Any day`, and what goes back to that. */
  any?: { label: string; onChoose: () => void };
  /** Left out: the page does not compare. */
  compare?: Comparison;
  onCompare?: (compare: Comparison) => void;
  /** What the hub made of the range and of the comparison; undefined while it loads. */
  resolved?: (Days & { zone: string; comparison: Days | null; asOf?: string }) | undefined;
}

/**
 * Chooses the days that a page is about: by name, or from one day to another. Writes out both ranges and the zone of the
 * days. Days are those of the calendar and know no zone, so none is shifted on its way.
 */
export function DateRangeField(props: DateRangeFieldProps) {
  const { range, onChoose, any, compare, onCompare, resolved } = props;
  const [isCustom, setCustom] = useState(false);
  const days = range === null || 'preset' in range ? null : range;
  const asksDays = isCustom || days !== null;
  return (
    <div className={classes.field}>
      <NativeSelect
        aria-label="Range"
        data={[
          ...(any === undefined ? [] : [{ value: ANY, label: any.label }]),
          ...presets.map((preset) => ({ value: preset, label: presetLabels[preset] })),
          { value: CUSTOM, label: 'Other days…' },
        ]}
        value={asksDays ? CUSTOM : range !== null && 'preset' in range ? range.preset : ANY}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          const preset = presets.find((known) => known === chosen);
          setCustom(chosen === CUSTOM);
          if (preset !== undefined) onChoose({ preset });
          else if (chosen === ANY) any?.onChoose();
        }}
      />
      {asksDays ? (
        <DaysForm
          key={days === null ? 'new' : `${days.from} ${days.to}`}
          from={days?.from ?? resolved?.fromDate}
          to={days?.to ?? resolved?.toDate}
          onChoose={(chosen) => {
            setCustom(false);
            onChoose(chosen);
          }}
        />
      ) : null}
      {compare === undefined || onCompare === undefined ? null : (
        <NativeSelect
          aria-label="Compare with"
          data={comparisons.map((known) => ({ value: known, label: comparisonLabels[known] }))}
          value={compare}
          onChange={(event) => {
            const chosen = comparisons.find((known) => known === event.currentTarget.value);
            if (chosen !== undefined) onCompare(chosen);
          }}
        />
      )}
      <RangeWords resolved={resolved} />
    </div>
  );
}

function RangeWords({ resolved }: Pick<DateRangeFieldProps, 'resolved'>) {
  if (resolved === undefined) return null;
  const { fromDate, toDate, zone, comparison, asOf } = resolved;
  return (
    <Text fz={13} c="dimmed" component="p" m={0} role="status" className="hub-number">
      {formatDateRange(fromDate, toDate)}
      {comparison === null
        ? ''
        : `, compared with ${formatDateRange(comparison.fromDate, comparison.toDate)}`}
      {' · '}
      {nameOfZone(zone)}
      {asOf === undefined ? null : ` · as of ${formatTime(asOf, { zone, date: null, time: 'short' })}`}
    </Text>
  );
}

/** Two days. They count when both are there and in order, and the person says so. */
function DaysForm(props: {
  from: LocalDate | undefined;
  to: LocalDate | undefined;
  onChoose: (range: { from: LocalDate; to: LocalDate }) => void;
}) {
  const [from, setFrom] = useState(props.from ?? '');
  const [to, setTo] = useState(props.to ?? '');
  const [problem, setProblem] = useState<string>();
  const problemId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first, last] = [localDate(from), localDate(to)];
    if (first === undefined || last === undefined) return setProblem('Enter both days.');
    if (first > last) return setProblem('The first day is after the last one.');
    setProblem(undefined);
    props.onChoose({ from: first, to: last });
  };
  const day = (label: string, value: string, change: (value: string) => void) => (
    <input
      type="date"
      className={classes.day}
      aria-label={label}
      aria-invalid={problem !== undefined}
      aria-describedby={problemId}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
  return (
    <form className={classes.days} onSubmit={submit} noValidate aria-label="Days">
      {day('First day', from, setFrom)}
      <span aria-hidden>–</span>
      {day('Last day', to, setTo)}
      <Button type="submit" variant="default">
        Show
      </Button>
      <Text fz={13} c="var(--hub-bad-text)" role="alert" id={problemId}>
        {problem}
      </Text>
    </form>
  );
}
