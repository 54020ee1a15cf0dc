import { StorefrontService, type StorefrontView } from '../domains/storefronts/storefront-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command } from './command.ts';

export const listStorefronts: Command = {
  name: 'storefronts list',
  summary: 'list storefronts with the origins that their links may lead to',
  async run({ db }) {
    const { items } = await new StorefrontService({ db }).list(COMMAND_LINE);
    return {
      lines: items.map(
        ({ id, slug, currency, allowedOrigins, name }) =>
          `${id}\t${slug}\t${currency}\t${allowedOrigins.join(' ') || 'no origin'}\t${name}`,
      ),
    };
  },
};

export const allowOrigin: Command = {
  name: 'storefronts allow-origin',
  usage: '<slug> <origin>',
  summary: 'let tracked links lead to an origin; a path alone leads to the first one',
  async run({ args, db }) {
    const { slug, origin } = slugAndOrigin(args);
    return {
      lines: [whereLinksLead(await new StorefrontService({ db }).allowOrigin(slug, origin, COMMAND_LINE))],
    };
  },
};

export const disallowOrigin: Command = {
  name: 'storefronts disallow-origin',
  usage: '<slug> <origin>',
  summary: 'stop letting tracked links lead to an origin',
  async run({ args, db }) {
    const { slug, origin } = slugAndOrigin(args);
    return {
      lines: [whereLinksLead(await new StorefrontService({ db }).disallowOrigin(slug, origin, COMMAND_LINE))],
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
