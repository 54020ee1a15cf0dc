import type { TestClickDao } from '@dreamteamhub/db/test-events';
import type { ClickData, ClickResult } from '@dreamteamhub/db/tracking';
import { judgeTestClick } from './rules.ts';

/** Writes clicks of test mode, in place of the writer of those that count. */
export class TestClickWriter {
  readonly #clicks: TestClickDao;
  readonly #dedupSeconds: number;
  readonly #inTurn: <Result>(task: () => Promise<Result>) => Promise<Result>;

  constructor(deps: {
    clicks: TestClickDao;
    dedupSeconds: number;
    inTurn: <Result>(task: () => Promise<Result>) => Promise<Result>;
  }) {
    this.#clicks = deps.clicks;
    this.#dedupSeconds = deps.dedupSeconds;
    this.#inTurn = deps.inTurn;
  }

  /** Resolves once the click is committed. Throws `unavailable` while too many wait. */
  write(click: ClickData): Promise<ClickResult> {
    return this.#inTurn(() =>
      this.#clicks.recordClick(click, { dedupSeconds: this.#dedupSeconds, judge: judgeTestClick }),
    );
  }
}
