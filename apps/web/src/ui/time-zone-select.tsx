import { canonicalTimeZone, listTimeZones } from '@dreamteamhub/sdk/contract';
import { Group, Select, type SelectProps, Text } from '@mantine/core';
import { useState } from 'react';
import { browserTimeZone, nameOfZone } from './time-zone.tsx';
import { offsetOf } from './zoned-time.ts';

/** The choice that is no zone of its own. */
const NONE = '';

type Control = Omit<SelectProps<string>, 'data' | 'value' | 'onChange' | 'filter' | 'renderOption'>;

/** Chooses a time zone from all there are, by typing a part of its name. Beside each is its offset now. */
export function TimeZoneSelect({
  value,
  none,
  onChoose,
  ...control
}: Control & {
  /** Null: the choice that `none` names. */
  value: string | null;
  none: string;
  onChoose: (zone: string | null) => void;
}) {
  const [choices] = useState(() => choicesFrom(value, none));
  return (
    <Select<string>
      {...control}
      data={choices.map(({ zone, label }) => ({ value: zone, label }))}
      value={value ?? NONE}
      onChange={(zone) => onChoose(zone === null || zone === NONE ? null : zone)}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      // What is typed takes the place of what is chosen.
      onFocus={(event) => event.currentTarget.select()}
      nothingFoundMessage="No zone of this name. Zones are named after a large city nearby."
      maxDropdownHeight={280}
      filter={({ options, search }) => {
        const wanted = searchable(search);
        return options.filter((option) => 'label' in option && searchable(option.label).includes(wanted));
      }}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" gap="md" flex={1}>
          <span style={{ overflowWrap: 'anywhere' }}>{option.label}</span>
          <Text span fz={13} className="hub-number" style={{ whiteSpace: 'nowrap', opacity: 0.75 }}>
            {choices.find(({ zone }) => zone === option.value)?.offset}
          </Text>
        </Group>
      )}
    />
  );
}

interface Choice {
  zone: string;
  label: string;
  /** UTC+01:00 */
  offset: string;
}

/** First no zone, then what is chosen and where the browser is, then all by name. */
function choicesFrom(chosen: string | null, none: string): Choice[] {
  const now = new Date();
  const all = listTimeZones();
  const first = [chosen, canonicalTimeZone(browserTimeZone())].filter((zone) => zone !== null);
  const zones = [...new Set([...first, ...all])];
  return [
    { zone: NONE, label: none, offset: '' },
    ...zones.map((zone) => ({
      zone,
      label: nameOfZone(zone),
      offset: `UTC${offsetOf(now, zone)}`,
    })),
  ];
}

/** Letters without accents and case, so that `são paulo` and `New_York` find what they mean. */
function searchable(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('_', ' ').trim().toLowerCase();
}
