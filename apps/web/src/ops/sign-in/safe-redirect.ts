/** Returns where to go after signing in: a path of this app, never another site. */
export function safeRedirect(target: string | undefined): string {
  return target !== undefined && /^\/(?![/\\])/.test(target) && !target.startsWith('/sign-in') ? target : '/';
}
