import { z } from 'zod';

// The content security policy forbids code from strings, which zod would otherwise try when the first schema is made, also
// in the contract. `vite.config.ts` puts this file and zod into one chunk, so that it runs before any schema is made.
z.config({ jitless: true });

export { z };
