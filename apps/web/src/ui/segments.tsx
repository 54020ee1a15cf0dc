import { useId } from 'react';
import classes from './segments.module.css';

/** A choice of few that are all seen: native radio buttons, so Tab reaches the chosen one and arrow keys the others. */
export function Segments<Id extends string>(props: {
  label: string;
  choices: Readonly<Record<Id, string>>;
  value: Id;
  onChoose: (id: Id) => void;
}) {
  const name = useId();
  return (
    <fieldset className={classes.segments}>
      <legend className="hub-unseen">{props.label}</legend>
      {/* Its keys are those that its type names. */}
      {(Object.keys(props.choices) as Id[]).map((id) => (
        <label key={id} className={classes.segment}>
          <input
            type="radio"
            className="hub-unseen"
            name={name}
            checked={id === props.value}
            onChange={() => props.onChoose(id)}
          />
          {props.choices[id]}
        </label>
      ))}
    </fieldset>
  );
}
