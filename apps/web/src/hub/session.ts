import { ROLES, type Role } from '@dreamteamhub/sdk/contract';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';

export interface Operator {
  name: string;
  email: string;
  role: Role;
  twoFactorEnabled: boolean;
  /** The zone that times are shown in; null: the browser's. */
  timeZone: string | null;
}

/** The operator who is signed in on this browser, or null. */
export const operatorQuery = queryOptions({
  queryKey: ['operator'],
  staleTime: 5 * 60_000,
  queryFn: readOperator,
});

declare global {
  /** What `public/start.js` asked for before this code was loaded; used once. */
  var hubSession: Promise<Response> | undefined;
}

function askedEarly(): Promise<Response> {
  const asked = globalThis.hubSession ?? fetch('/api/auth/get-session', { credentials: 'same-origin' });
  globalThis.hubSession = undefined;
  return asked;
}

/** Asks the hub who is signed in. */
export async function readOperator(): Promise<Operator | null> {
  const response = await askedEarly();
  if (!response.ok) throw new Error('The session could not be read.');
  const session = (await response.json()) as { user: Operator } | null;
  if (session === null) return null;
  const { name, email, role, twoFactorEnabled, timeZone } = session.user;
  return { name, email, role, twoFactorEnabled, timeZone };
}

/** Whether the signed-in operator has this role or a higher one. The hub checks every call itself. */
export function useMay(role: Role): boolean {
  const mine = useQuery(operatorQuery).data?.role;
  return mine !== undefined && ROLES.indexOf(mine) <= ROLES.indexOf(role);
}

/** The answer to a form that was sent, or a message about what went wrong. */
export type AuthResult<Answer = unknown> = { answer: Answer } | { failure: string; status: number };

/** Sends one of the forms around sign-in and passwords. */
export async function postAuth<Answer = unknown>(
  path: string,
  form: Record<string, unknown> = {},
): Promise<AuthResult<Answer>> {
  // What was true before is asked for again.
  globalThis.hubSession = undefined;
  try {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(form),
      credentials: 'same-origin',
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return { answer: body as Answer };
    return { failure: explainRefusal(response.status, body), status: response.status };
  } catch {
    return { failure: explainRefusal(0, null), status: 0 };
  }
}

/** Signs in with email and password. `second-factor` means that the hub also needs a code. */
export async function signIn({
  email,
  password,
}: {
  email: string;
  password: string;
}): Promise<'done' | 'second-factor' | { failure: string }> {
  // Whatever else the form has: the hub refuses fields that it does not know.
  const result = await postAuth<{ twoFactorRedirect?: boolean }>('sign-in/email', { email, password });
  if ('answer' in result) return result.answer.twoFactorRedirect === true ? 'second-factor' : 'done';
  const isWrong = result.status === 400 || result.status === 401;
  return { failure: isWrong ? 'The email or the password is wrong.' : result.failure };
}

/** Returns the message for a refusal. Status 0 means that no answer came. */
export function explainRefusal(status: number, body: unknown): string {
  const said = messageOf(body);
  if (status === 0) return 'The hub cannot be reached. Check your connection, then try again.';
  if (status === 429) return said ?? 'Too many attempts. Wait a minute, then try again.';
  if (status >= 500) return 'The hub could not do this right now. Try again in a moment.';
  return said ?? 'The hub refused this request.';
}

/** Returns the message of the hub as a sentence, without the field name that may lead it. */
function messageOf(body: unknown): string | undefined {
  const { error } = (body ?? {}) as { error?: { message?: unknown } };
  const text = error?.message;
  if (typeof text !== 'string' || text === '') return undefined;
  const sentence = text.replace(/^newPassword: is/, 'The password is').replace(/^[a-z]\w*: (?=\S)/, '');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'}`;
}

export async function signOut(queryClient: QueryClient): Promise<void> {
  const result = await postAuth('sign-out');
  if ('failure' in result) throw new Error(result.failure);
  queryClient.clear();
}
