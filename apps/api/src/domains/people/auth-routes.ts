import { z } from 'zod';

/** One route under `/api/auth`. What is not listed here does not exist. */
interface AuthRoute {
  method: 'GET' | 'POST';
  /** Every field that it takes. No other reaches the sign-in library, which knows more of them. */
  body: z.ZodType<Record<string, string>>;
  /**
   * What it counts as. `free`: reads or ends one's own session. `person`: asks a signed-in person for their password.
   * `code`: takes a code of the second factor.
   */
  kind: 'free' | 'sign-in' | 'person' | 'code' | 'reset-request' | 'reset';
  /** What the audit log calls it. */
  action?: string;
}

/** What follows the question mark of an address, and the body of a form without fields. */
export const nothing = z.strictObject({});

/** The address as it is stored: a sign-in form takes it in any case, and with blanks around it. */
const email = z
  .string()
  .trim()
  .pipe(z.email({ error: 'must be an email address' }).max(254))
  .transform((text) => text.toLowerCase());

/** Longer than any that is accepted, so that a wrong length is told only to whoever may set a password. */
const password = z.string().min(1).max(1_000);

const currentPassword = z.strictObject({ password });

export const AUTH_ROUTES = {
  'get-session': { method: 'GET', body: nothing, kind: 'free' },
  'sign-out': { method: 'POST', body: nothing, kind: 'free', action: 'account.signOut' },
  'sign-in/email': {
    method: 'POST',
    body: z.strictObject({ email, password }),
    kind: 'sign-in',
    action: 'account.signIn',
  },
  'request-password-reset': { method: 'POST', body: z.strictObject({ email }), kind: 'reset-request' },
  'reset-password': {
    method: 'POST',
    body: z.strictObject({ token: z.string().min(1).max(200), newPassword: password }),
    kind: 'reset',
  },
  'change-password': {
    method: 'POST',
    body: z.strictObject({ currentPassword: password, newPassword: password }),
    kind: 'person',
    action: 'account.changePassword',
  },
  'two-factor/enable': {
    method: 'POST',
    body: currentPassword,
    kind: 'person',
    action: 'account.prepareTwoFactor',
  },
  'two-factor/disable': {
    method: 'POST',
    body: currentPassword,
    kind: 'person',
    action: 'account.disableTwoFactor',
  },
  'two-factor/generate-backup-codes': {
    method: 'POST',
    body: currentPassword,
    kind: 'person',
    action: 'account.renewRecoveryCodes',
  },
  'two-factor/verify-totp': {
    method: 'POST',
    body: z.strictObject({
      code: z.string().regex(/^[0-9]{6}$/, { error: 'must be the six digits that the app shows' }),
    }),
    kind: 'code',
    action: 'account.enableTwoFactor',
  },
  'two-factor/verify-backup-code': {
    method: 'POST',
    body: z.strictObject({ code: z.string().trim().min(1).max(64) }),
    kind: 'code',
    action: 'account.useRecoveryCode',
  },
} as const satisfies Record<string, AuthRoute>;

export type AuthPath = keyof typeof AUTH_ROUTES;
