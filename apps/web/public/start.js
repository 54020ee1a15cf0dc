// Runs before the first paint, so that a dark page never flashes white. It is a file of its own because the content
// security policy allows no inline scripts. Mantine writes the key.
(() => {
  let choice = 'auto';
  try {
    choice = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  } catch {
    // Storage may be blocked: follow the system.
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();

// Who is signed in decides which page is shown: asked for while the code is still on its way (`src/hub/session.ts`).
globalThis.hubSession = fetch('/api/auth/get-session', { credentials: 'same-origin' });
// Whoever takes it sees that it failed.
globalThis.hubSession.catch(() => undefined);
