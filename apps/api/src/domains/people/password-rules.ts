import { badField } from '../../platform/app-error.ts';

/** From 0 to 4: zxcvbn estimates that one guess in ten billion is right. */
const ENOUGH = 3;

let checker: Promise<(password: string, words: string[]) => number> | undefined;

/** The dictionaries are megabytes that most processes never need. */
async function loadChecker(): Promise<(password: string, words: string[]) => number> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return (password, words) => zxcvbn.check(password, words).score;
}

/**
 * Throws `bad_request` for a password that is common, leaked often, or made of words that everybody knows about its
 * owner. There are no rules about kinds of characters: they make passwords worse.
 */
export async function checkPassword(
  password: string,
  wordsOfOwner: readonly string[],
  field = 'password',
): Promise<void> {
  checker ??= loadChecker();
  const words = ['dream', 'team', 'hub', ...wordsOfOwner.flatMap((word) => [word, ...word.split(/[\s@.]+/)])];
  const score = (await checker)(password, words);
  if (score < ENOUGH) {
    throw badField(
      field,
      'is easy to guess: choose a longer one, such as four or five words that do not go together',
    );
  }
}
