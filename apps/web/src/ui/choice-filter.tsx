import { Select } from '@mantine/core';

const ANY = '';

/** A filter with a few fixed choices. The first one turns the filter off. */
export function ChoiceFilter<Choice extends string>(props: {
  label: string;
  /** The label of no filter, as in `Any status`. */
  any: string;
  choices: Readonly<Partial<Record<Choice, string>>>;
  value: Choice | undefined;
  onChoose: (choice: Choice | undefined) => void;
}) {
  return (
    <Select<Choice | typeof ANY>
      aria-label={props.label}
      allowDeselect={false}
      data={[
        { value: ANY, label: props.any },
        ...(Object.keys(props.choices) as Choice[]).map((value) => ({
          value,
          label: props.choices[value] ?? value,
        })),
      ]}
      value={props.value ?? ANY}
      onChange={(value) => props.onChoose(value === null || value === ANY ? undefined : value)}
    />
  );
}
