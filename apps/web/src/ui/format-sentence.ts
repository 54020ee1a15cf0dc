/**
 * Capitalizes the first word and adds a full stop: `stock is 12` becomes `Stock is 12.` A name at the start, such as
 * `smtp.example.com`, stays as it is.
 */
export function formatSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Something went wrong.';
  const beginsWithWord = /^[a-z]+(?:\s|$)/.test(trimmed);
  const capital = beginsWithWord ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
