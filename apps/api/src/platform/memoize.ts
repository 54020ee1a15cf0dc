/** At most this many results are kept. Then all are dropped, which costs less than tracking the oldest. */
const CAPACITY = 10_000;

/** Keeps what a pure function returned: visitors share few user agents and send several clicks from one address. */
export function memoize<Input, Output>(compute: (input: Input) => Output): (input: Input) => Output {
  const known = new Map<Input, Output>();
  return (input) => {
    let output = known.get(input);
    if (output === undefined) {
      output = compute(input);
      if (known.size >= CAPACITY) known.clear();
      known.set(input, output);
    }
    return output;
  };
}
