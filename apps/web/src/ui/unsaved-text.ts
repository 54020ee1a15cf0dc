/** The fields that somebody has typed into since this page was loaded. */
const typed = new Set<HTMLInputElement | HTMLTextAreaElement>();

/** Takes note of typing anywhere on the page. */
export function watchTyping(): void {
  document.addEventListener('input', ({ target }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    // What is outside of forms is a filter, which the address keeps.
    if (isField && target.form !== null) typed.add(target);
  });
}

/** Whether a reload would lose what somebody has typed: it is still there, and not what the form began with. */
export function hasUnsavedText(): boolean {
  for (const field of typed) if (!field.isConnected) typed.delete(field);
  return [...typed].some((field) => field.value !== '' && field.value !== field.defaultValue);
}
