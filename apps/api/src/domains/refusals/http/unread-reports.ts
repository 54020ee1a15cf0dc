import type { Contract } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import type { CreateContext } from '../../../transport/context.ts';
import { toAppError } from '../../../transport/errors.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { kindOfReport } from '../report-kinds.ts';

type Watch = {
  refusals: Pick<RefusalLog, 'observeUnread'>;
  createContext: CreateContext;
};

/** Has those reports kept that are refused before their entry sees them, as for a body that is no JSON. */
export function watchUnreadReports(app: FastifyInstance, contract: Contract, watch: Watch): void {
  const names = reportRoutes(contract);
  app.addHook('onError', (request, _reply, thrown, done) => {
    const name = names.get(`${request.method} ${request.routeOptions.url}`);
    if (name !== undefined) tell(watch, { name, request, error: toAppError(thrown), thrown });
    done();
  });
}

/**
 * Answers browsers that ask whether a page may report what only a server may, as there is nothing at that address for
 * them, and has it kept: all that the page's author is told is that its request was blocked.
 */
export function refusePreflights(app: FastifyInstance, contract: Contract, watch: Watch): void {
  for (const [route, name] of reportRoutes(contract)) {
    const [, url] = route.split(' ') as [string, string];
    app.options(url, { schema: { hide: true } }, (request, reply) => {
      const error = new AppError(
        'forbidden',
        'a browser asked whether a page may send this (a preflight), and no page may: report it from your server',
      );
      if (isPreflight(request)) tell(watch, { name, request, error, thrown: error });
      reply.callNotFound();
    });
  }
}

/** Browsers ask without a credential: one that is sent all the same is looked up for nobody. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return (
    headers.origin !== undefined &&
    headers.authorization === undefined &&
    headers.cookie === undefined &&
    headers['x-publishable-key'] === undefined &&
    headers['webhook-signature'] === undefined
  );
}

function tell(
  { refusals, createContext }: Watch,
  report: { name: string; request: FastifyRequest; error: AppError; thrown: unknown },
): void {
  const { request, ...refused } = report;
  refusals.observeUnread({ ...refused, ctx: createContext(request) });
}

/** The routes that take reports, as in `POST /api/orders`, with the names of their entries. */
function reportRoutes(contract: Contract): Map<string, string> {
  return new Map(
    Object.values(contract)
      .flatMap((entries) => Object.entries(entries))
      .flatMap(([name, { rest }]) =>
        rest === undefined || kindOfReport(name) === null ? [] : [[rest.route, name] as const],
      ),
  );
}
