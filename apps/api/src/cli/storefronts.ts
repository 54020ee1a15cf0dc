import { StorefrontService, type StorefrontView } from '../domains/storefronts/storefront-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command, CommandContext } from './command.ts';

const storefrontService = ({ db, env }: Pick<CommandContext, 'db' | 'env'>) =>
  new StorefrontService({ db, hubTimeZone: env.TIME_ZONE });

export const listStorefronts: Command = {
  name: 'storefronts list',
  summary: 'list storefronts with the origins that their links may lead to, and the time zones of their own',
  async run(context) {
    const { items } = await storefrontService(context).list(COMMAND_LINE);
    return {
      lines: items.map(({ id, slug, currency, allowedOrigins, name, timeZone }) =>
        [
          id,
          slug,
          currency,
          allowedOrigins.join(' ') || 'no origin',
          name,
          // Scripts read these lines: a column comes only with what is new.
          ...(timeZone === null ? [] : [timeZone]),
        ].join('\t'),
      ),
    };
  },
};

export const setTimeZone: Command = {
  name: 'storefronts time-zone',
  usage: '<slug> <zone|hub>',
  summary:
    'set the time zone of a storefront’s months and statements, as in Europe/Berlin; hub: the hub’s own',
  async run({ args: [slug, zone, ...others], ...context }) {
    if (slug === undefined || zone === undefined || others.length > 0) {
      throw new StartError('give a storefront and a time zone, as in: default Europe/Berlin');
    }
    const wanted = zone.toLowerCase() === 'hub' ? null : zone;
    const { timeZone } = await storefrontService(context).setTimeZone(slug, wanted, COMMAND_LINE);
    const set = timeZone ?? `the hub’s, ${context.env.TIME_ZONE}`;
    return { lines: [`The time zone of "${slug}" is now ${set}.`] };
  },
};

export const allowOrigin: Command = {
  name: 'storefronts allow-origin',
  usage: '<slug> <origin>',
  summary: 'let tracked links lead to an origin; a path alone leads to the first one',
  async run({ args, ...context }) {
    const { slug, origin } = slugAndOrigin(args);
    return {
      lines: [whereLinksLead(await storefrontService(context).allowOrigin(slug, origin, COMMAND_LINE))],
    };
  },
};

export const disallowOrigin: Command = {
  name: 'storefronts disallow-origin',
  usage: '<slug> <origin>',
  summary: 'stop letting tracked links lead to an origin',
  async run({ args, ...context }) {
    const { slug, origin } = slugAndOrigin(args);
    return {
      lines: [whereLinksLead(await storefrontService(context).disallowOrigin(slug, origin, COMMAND_LINE))],
    };
  },
};

function slugAndOrigin([slug, origin, ...others]: string[]): { slug: string; origin: string } {
  if (slug === undefined || origin === undefined || others.length > 0) {
    throw new StartError('give a storefront and an origin, as in: default https://shop.example');
  }
  return { slug, origin };
}

function whereLinksLead({ slug, allowedOrigins }: StorefrontView): string {
  return allowedOrigins.length === 0
    ? `Links of "${slug}" now lead nowhere.`
    : `Links of "${slug}" may lead to ${allowedOrigins.join(', ')}; a path alone leads to the first.`;
}
