interface Press {
  isComposing: boolean;
  keyCode: number;
}

/** What browsers say in place of a key's code while an input method has it. */
const TAKEN_KEY_CODE = 229;

/**
 * Whether a key belongs to an input method, such as that of Japanese: Enter takes a word of its list, and Escape closes the
 * list. Safari says so by the key's code alone where the key ends the word.
 */
export function isComposing({ isComposing: isSaid, keyCode }: Press): boolean {
  return isSaid || keyCode === TAKEN_KEY_CODE;
}
