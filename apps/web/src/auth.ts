import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { createAuthClient } from 'better-auth/react';

const authClient = createAuthClient();

export interface Operator {
  name: string;
  email: string;
}

/** Who is signed in on this browser; null when nobody is. */
export const operatorQuery = queryOptions({
  queryKey: ['operator'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Operator | null> => {
    const { data, error } = await authClient.getSession();
    if (error !== null) throw new Error(error.message ?? 'The session could not be read.');
    return data === null ? null : { name: data.user.name, email: data.user.email };
  },
});

/** Signs in with e-mail and password; answers what went wrong in words for the person, or null. */
export async function signIn(credentials: { email: string; password: string }): Promise<string | null> {
  try {
    const { error } = await authClient.signIn.email(credentials);
    return error === null ? null : explainSignInError(error.status);
  } catch {
    return explainSignInError(0);
  }
}

/** Words for the HTTP status of a refused sign-in; 0 stands for no answer at all. */
export function explainSignInError(status: number): string {
  if (status === 400 || status === 401) return 'The e-mail or the password is wrong.';
  if (status === 403) return 'This account may not sign in.';
  if (status === 429) return 'Too many attempts. Wait a minute, then try again.';
  if (status === 0) return 'The hub cannot be reached. Check your connection, then try again.';
  return 'The hub could not sign you in just now. Try again in a moment.';
}

export async function signOut(queryClient: QueryClient): Promise<void> {
  await authClient.signOut();
  queryClient.clear();
}
