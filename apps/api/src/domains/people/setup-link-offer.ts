import type { FastifyBaseLogger } from 'fastify';
import { removeSetupLink, writeSetupLink } from '../../platform/data-dir.ts';
import type { PeopleService } from './people-service.ts';

const CHECK_MILLISECONDS = 60_000;

/**
 * Offers the first operator's one-time link: printed on a terminal, else in a file, as it must not end up in a log. The
 * file goes as soon as the link is void: used here or on another machine, replaced, or older than a day.
 */
export class SetupLinkOffer {
  readonly #people: Pick<PeopleService, 'issueSetupToken' | 'isSetupTokenOpen'>;
  readonly #dataDir: string;
  readonly #log: FastifyBaseLogger;
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> = Promise.resolve();

  constructor(deps: {
    people: Pick<PeopleService, 'issueSetupToken' | 'isSetupTokenOpen'>;
    dataDir: string;
    log: FastifyBaseLogger;
  }) {
    this.#people = deps.people;
    this.#dataDir = deps.dataDir;
    this.#log = deps.log;
  }

  /** Issues a link where nobody is on the team. `origin` is where people reach the hub. */
  async make(origin: string, isTerminal = process.stdout.isTTY): Promise<void> {
    const token = await this.#people.issueSetupToken();
    if (token === null || isTerminal) await removeSetupLink(this.#dataDir);
    if (token === null) return;
    const link = `${origin}/setup?token=${token}`;
    if (isTerminal) {
      process.stdout.write(`\n  Create the first operator (once, within 24 hours):\n  ${link}\n\n`);
      return;
    }
    const path = await writeSetupLink(this.#dataDir, link);
    this.#log.info({ path }, 'the first operator’s one-time link is in this file');
    const check = () => {
      this.#checking = this.#check(token, link);
    };
    this.#timer = setInterval(check, CHECK_MILLISECONDS).unref();
  }

  /** Stops watching over the link; a look at it that has begun is finished. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#checking;
  }

  async #check(token: string, link: string): Promise<void> {
    try {
      if (await this.#people.isSetupTokenOpen(token)) return;
      await removeSetupLink(this.#dataDir, link);
      clearInterval(this.#timer);
    } catch (error) {
      this.#log.warn({ err: error }, 'could not see whether the setup link is still open; trying again');
    }
  }
}
