import { findBrowser, isCI } from './find-browser.mjs';

const HOW_TO_GET_ONE = 'apt-get install chromium (or brew install --cask chromium), or set CHROME_PATH';

/** Vitest reporter for the last lines of a run: what could not be tested here, then the counts that CI reads. */
export default class CountsReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) if (state !== 'pending') counts[state] += 1;
      // A file that breaks outside its tests, on an import say, has no failed test to count.
      if (module.state() === 'failed' && !states.includes('failed')) counts.failed += 1;
    }
    if (!findBrowser()) {
      if (isCI()) process.exitCode = 1;
      const verdict = isCI() ? 'FAILED: CI must have a browser' : 'the browser tests were skipped';
      console.log(`No Chromium or Chrome found, ${verdict}. To get one: ${HOW_TO_GET_ONE}.`);
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
