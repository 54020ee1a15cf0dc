import { NativeSelect } from '@mantine/core';

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
    <NativeSelect
      aria-label={props.label}
      data={[
        { value: ANY, label: props.any },
        ...(Object.keys(props.choices) as Choice[]).map((value) => ({
          value,
          label: props.choices[value] ?? value,
        })),
      ]}
      value={props.value ?? ANY}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        // What is chosen is one of the options above.
        props.onChoose(chosen === ANY ? undefined : (chosen as Choice));
      }}
    />
  );
}
