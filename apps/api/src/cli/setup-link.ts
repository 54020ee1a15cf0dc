import { PeopleService } from '../domains/people/people-service.ts';
import { removeSetupLink } from '../platform/data-dir.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command } from './command.ts';

export const setupLink: Command = {
  name: 'setup-link',
  summary: 'issue a new one-time link for the first operator',
  async run({ db, env }) {
    const token = await new PeopleService({
      db,
      sendMail: null,
      brandName: env.BRAND_NAME,
    }).issueSetupToken();
    // Whether or not there is a new link, one in the file works no more.
    await removeSetupLink(env.DATA_DIR);
    if (token === null) throw new StartError('there is already an operator: sign in');
    return { lines: [`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/setup?token=${token}`] };
  },
};
