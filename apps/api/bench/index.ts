import { benchScan } from './scan.ts';

/** Measures in one run what the documentation quotes, as ratios: machines differ, and so do their days. */
await benchScan();
