import { z } from 'zod';

// The content security policy forbids code from strings, which zod would otherwise try when the first schema is made.
// So this file must run before any schema is made, and `vite.config.ts` bundles it with zod.
z.config({ jitless: true });
