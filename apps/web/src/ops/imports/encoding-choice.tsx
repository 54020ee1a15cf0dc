import { Radio, Select, Stack } from '@mantine/core';
import type { FileReading, ImportEncoding } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { ENCODING_NAMES } from './encoding-names.ts';
import classes from './import.module.css';
import { Samples } from './samples.tsx';

type Guess = NonNullable<FileReading['encoding']>;

const choices = (Object.keys(ENCODING_NAMES) as ImportEncoding[]).map((value) => ({
  value,
  label: ENCODING_NAMES[value],
}));

/** Shows how the file's letters are read, and asks where the hub is not sure. */
export function EncodingChoice({
  guess,
  onChoose,
}: {
  guess: Guess;
  onChoose: (encoding: ImportEncoding) => void;
}) {
  const choose = (value: unknown) => {
    if (value !== null) onChoose(value as ImportEncoding);
  };
  const samples = guess.candidates.find(({ name }) => name === guess.name)?.samples ?? [];
  return (
    <>
      {guess.isCertain ? null : (
        <Radio.Group
          value={null}
          onChange={choose}
          label="Which of these looks right?"
          description="The letters of this file could be in several encodings."
          className={classes.doubt}
        >
          <Stack gap={10} mt={10}>
            {guess.candidates.map((candidate) => (
              <Radio
                key={candidate.name}
                value={candidate.name}
                label={<Samples texts={candidate.samples} />}
                description={ENCODING_NAMES[candidate.name]}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <FormRow label="Encoding" help={samples.length === 0 ? undefined : <Samples texts={samples} />}>
        {(row) => (
          <Select
            {...row}
            data={choices}
            value={guess.isCertain ? guess.name : null}
            placeholder="Choose one"
            allowDeselect={false}
            searchable
            onChange={choose}
          />
        )}
      </FormRow>
    </>
  );
}
