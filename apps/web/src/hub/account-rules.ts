/** What forms ask of fields, as react-hook-form takes it. The hub checks every field itself. */

export const emailRules = {
  maxLength: { value: 254, message: 'Use at most 254 characters.' },
  pattern: { value: /^\s*[^\s@]+@[^\s@]+\s*$/, message: 'Enter an email address.' },
  required: 'Enter an email address.',
  setValueAs: (text: string) => text.trim(),
} as const;

export const nameRules = {
  maxLength: { value: 100, message: 'Use at most 100 characters.' },
  required: 'Enter your name.',
  // Spaces alone are no name.
  pattern: { value: /\S/, message: 'Enter your name.' },
  setValueAs: (text: string) => text.trim(),
} as const;

/** The hub's length rule for passwords. The hub also refuses a password that is easy to guess. */
export const newPasswordRules = {
  required: 'Use at least 12 characters.',
  minLength: { value: 12, message: 'Use at least 12 characters.' },
  maxLength: { value: 128, message: 'Use at most 128 characters.' },
} as const;

export const PASSWORD_HELP = 'At least 12 characters. Four or five unrelated words work well.';
