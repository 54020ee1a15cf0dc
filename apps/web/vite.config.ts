import process from 'node:process';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { mantineStyles } from './build/mantine-styles.ts';
import { precompress } from './build/precompress.ts';

// The host header stays as the browser sent it: the hub compares it with the origin and accepts changes only from its
// own pages.
const api = { target: `http://localhost:${process.env.PORT || 3000}`, changeOrigin: false };

export default defineConfig({
  plugins: [react(), mantineStyles(), precompress()],
  server: { proxy: { '/trpc': api, '/api': api } },
  build: {
    // The content security policy allows fonts and styles from this origin only, not from data: addresses.
    assetsInlineLimit: 0,
    manifest: true,
    // Every browser that can run the pages knows modulepreload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Code that changes rarely stays in a file of its own, so that browsers keep it in their cache.
          groups: [
            { name: 'react', test: /node_modules\/(?:\.pnpm\/)?(?:react|react-dom|scheduler)[@/]/ },
            { name: 'data', test: /node_modules\/(?:\.pnpm\/)?(?:@tanstack|@trpc)[@+/]/ },
            // Also where the setting of zod is made, which has to run before the first schema is.
            { name: 'zod', test: /src\/hub\/zod\.ts|node_modules\/(?:\.pnpm\/)?zod[@/]/ },
            // What every page needs is one file: dozens of tiny ones compress badly, and a browser asks for six at a time.
            // Of the contract only what has no schema: forms need the rest.
            {
              name: 'frame',
              tags: ['$initial'],
              test: /^(?!.*\/packages\/sdk\/src\/contract\/(?!(?:canonical|choices|currencies|entry|limits|time-zones)\.ts))/,
              includeDependenciesRecursively: false,
            },
          ],
        },
      },
    },
  },
});
