/**
 * Upper-case first letter and a full stop: `stock is 12` becomes `Stock is 12.` What begins with a name, as in
 * `smtp.example.com refused`, keeps it.
 */
export function formatSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Something went wrong.';
  const beginsWithWord = /^[a-z]+(?:\s|$)/.test(trimmed);
  const capital = beginsWithWord ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
