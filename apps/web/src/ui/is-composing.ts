/**
 * Whether a key belongs to a text that is still being composed, as in Japanese or Chinese: Enter takes what is offered then,
 * and Escape gives it up. Safari ends the composition before it tells of that key, and marks it by a code of its own
 * (https://bugs.webkit.org/show_bug.cgi?id=165004).
 */
export function isComposing({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}
