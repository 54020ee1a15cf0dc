import { z } from 'zod';

// The content security policy forbids code from strings, which zod would otherwise try as soon as the first
// schema is made: this file must run before any of them. `vite.config.ts` bundles it with zod for that reason.
z.config({ jitless: true });
