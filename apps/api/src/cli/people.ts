import { ROLES } from '@dreamteamhub/sdk/contract';
import { PeopleService } from '../domains/people/people-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command } from './command.ts';

const peopleService = ({ db, env }: Pick<Parameters<Command['run']>[0], 'db' | 'env'>) =>
  new PeopleService({ db, sendMail: null, brandName: env.BRAND_NAME });

export const listPeople: Command = {
  name: 'people list',
  summary: 'list the people on the team',
  async run(context) {
    const { people } = await peopleService(context).list({ sort: 'since', order: 'asc' });
    return {
      lines: people.map(({ email, role, twoFactorEnabled, name }) =>
        [email, role, twoFactorEnabled ? 'second factor' : 'password only', name].join('\t'),
      ),
    };
  },
};

export const changeRole: Command = {
  name: 'people role',
  usage: `<email> ${ROLES.join('|')}`,
  summary: 'change the role of a person',
  async run({ args: [email, wanted], ...context }) {
    const role = ROLES.find((name) => name === wanted);
    if (email === undefined || role === undefined) throw new StartError('give an email address and a role');
    const people = peopleService(context);
    const { id } = await people.getByEmail(email);
    await people.changeRole({ id, role }, COMMAND_LINE);
    return { lines: [`${email} is now ${role}.`] };
  },
};

export const resetPassword: Command = {
  name: 'people reset-password',
  usage: '<email>',
  summary: 'print a one-time link for a person who has forgotten their password',
  async run({ args: [email], db, env }) {
    if (email === undefined) throw new StartError('give an email address');
    const token = await peopleService({ db, env }).issueResetToken(email, COMMAND_LINE);
    const origin = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
    const hint = 'PUBLIC_URL is not set: if the hub has another address, put it in place of';
    return {
      lines: [
        new URL(`/reset-password?token=${token}`, origin).href,
        'It works once, for an hour. Links from before do not work any more.',
        ...(env.PUBLIC_URL === undefined ? [`${hint} ${origin}.`] : []),
      ],
    };
  },
};

export const removeSecondFactor: Command = {
  name: 'people remove-second-factor',
  usage: '<email>',
  summary: 'let a person who has lost both phone and recovery codes sign in with the password alone',
  async run({ args: [email], ...context }) {
    if (email === undefined) throw new StartError('give an email address');
    const removed = await peopleService(context).removeTwoFactor(email, COMMAND_LINE);
    return {
      lines: [removed ? `${email} now signs in with the password alone.` : `${email} had no second factor.`],
    };
  },
};
