import classes from './choice-row.module.css';

/** A few choices side by side, one of which holds: what is shown, not what is saved. */
export function ChoiceRow<Choice extends string>(props: {
  /** Names the choices for screen readers. */
  label: string;
  choices: readonly { value: Choice; label: string }[];
  value: Choice;
  onChoose: (value: Choice) => void;
}) {
  return (
    <fieldset className={classes.row} aria-label={props.label}>
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChoose(value)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
