// Runs before every module. A file of its own because the content security policy allows no inline scripts.

// The policy forbids code from strings as well, which zod would try to use while its module loads: too early for
// `z.config`, so this sets the object that zod takes its configuration from.
globalThis.__zod_globalConfig = { jitless: true };

// Before the first paint, so that a dark page never flashes white. The key is the one that Mantine writes.
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
