import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

/** Names of the script's inside, which nobody outside sees. */
const INTERNAL_NAMES = /^(?:mayStore|onAnswer|recover|storeAll|resolve|isStored|add|read|keep)$/;

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      server: 'src/server.ts',
      webhooks: 'src/webhooks.ts',
      testing: 'src/testing.ts',
      admin: 'src/admin.ts',
      react: 'src/react.ts',
      contract: 'src/contract/index.ts',
    },
    format: ['esm', 'cjs'],
    dts: true,
    clean: true,
    treeshake: true,
    target: 'es2022',
  },
  {
    // Pages load it as it is, so it is as small as it gets.
    entry: { pixel: 'src/pixel.ts' },
    format: ['iife'],
    outExtension: () => ({ js: '.js' }),
    minify: 'terser',
    terserOptions: {
      ecma: 2020,
      module: true,
      toplevel: true,
      compress: { passes: 5, reduce_funcs: false, unsafe: true, unsafe_arrows: true, unsafe_methods: true },
    },
    esbuildOptions: (options) => {
      options.mangleProps = INTERNAL_NAMES;
      options.minify = true;
    },
    target: 'es2022',
  },
  {
    // Loaded by the script when somebody asks.
    entry: { 'pixel.debug': 'src/pixel-debug.ts' },
    format: ['esm'],
    define: { SDK_VERSION: JSON.stringify(manifest.version) },
    minify: true,
    target: 'es2022',
  },
]);
