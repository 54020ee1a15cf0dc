import process from 'node:process';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The host stays the browser's: the hub takes changes from its own pages only, and compares it with their origin.
const api = { target: `http://localhost:${process.env.PORT || 3000}`, changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/trpc': api, '/api': api } },
  build: {
    // The content security policy allows fonts and styles from this origin only, not from data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What changes rarely keeps its own cacheable file.
          groups: [
            { name: 'react', test: /node_modules\/(?:\.pnpm\/)?(?:react|react-dom|scheduler)[@/]/ },
            { name: 'mantine', test: /node_modules\/(?:\.pnpm\/)?(?:@mantine|@floating-ui)[+/]/ },
            {
              name: 'data',
              test: /src\/hub\/zod-setup|node_modules\/(?:\.pnpm\/)?(?:@tanstack|@trpc|zod|better-auth)[@+/]/,
            },
          ],
        },
      },
    },
  },
});
