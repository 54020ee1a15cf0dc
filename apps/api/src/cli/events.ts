import { parseArgs } from 'node:util';
import { EventTailDao, type TailedEvent } from '@dreamteamhub/db/tail';
import { TestEventService } from '../domains/test-events/test-event-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import type { Command } from './command.ts';
import { poll, printable, storefrontOption } from './poll.ts';

export const tailEvents: Command = {
  name: 'events tail',
  usage: '[--storefront slug] [--test] [--json]',
  summary:
    'show clicks, orders and refunds as they arrive, those of test keys too, and why they are refused or do not count',
  isEndless: true,
  async run({ args, ...context }) {
    const { values } = parseArgs({
      args,
      options: {
        storefront: { type: 'string' },
        test: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const storefrontId = await storefrontOption(context, values.storefront);
    const events = new EventTailDao(context.db);
    const mode = values.test ? 'test' : 'all';
    await poll<TailedEvent>(context, {
      read: (seconds) => events.getEvents(seconds, { storefrontId, mode }),
      keyOf: (event) => `${event.mode} ${event.outcome} ${event.kind} ${event.id}`,
      onReady: () => context.warn('Waiting for events. Stop with Ctrl-C.'),
      show: (event) => context.print(printable(values.json ? JSON.stringify(event) : lineOf(event))),
    });
    return { lines: [] };
  },
};

export const removeTestEvents: Command = {
  name: 'events remove-tests',
  usage: '[--storefront slug]',
  summary: 'delete the events of test keys: test orders and test stock start anew',
  async run({ args, db }) {
    const { values } = parseArgs({ args, options: { storefront: { type: 'string' } } });
    const { removed } = await new TestEventService({ db }).remove(values, COMMAND_LINE);
    return { lines: [`Test events removed: ${removed}.`] };
  },
};

function lineOf(event: TailedEvent): string {
  const { at, mode, kind, storefront, affiliate, outcome, reason, message, body } = event;
  const why = [reason, message].filter((part) => part !== null).join(': ');
  const fields = Object.entries(body).map(([name, value]) => `${name}=${textOf(value)}`);
  const parts = [
    at.toISOString().slice(11, 19),
    mode.padEnd(4),
    storefront ?? '-',
    kind.padEnd(6),
    why === '' ? outcome : `${outcome} (${why})`,
    ...(affiliate === null ? [] : [`affiliate=${affiliate}`]),
    ...fields,
  ];
  return parts.join('  ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
