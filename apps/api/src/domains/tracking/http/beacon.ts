import type { Contract } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AppError, badField } from '../../../platform/app-error.ts';
import { readJson } from '../../../transport/json.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The publishable key in a beacon's body: beacons have no headers of their own. */
    beaconKey?: string;
  }
}

/**
 * Accepts `navigator.sendBeacon`, which sends JSON as `text/plain` where a preflight must be avoided. Only the routes
 * of this contract accept it: they ignore cookies, so that a form on another site gains nothing by it.
 */
export function registerBeacons(app: FastifyInstance, contract: Contract): void {
  const routes = new Set<string>(
    Object.values(contract)
      .flatMap((entries) => Object.values(entries))
      .flatMap(({ rest }) => (rest === undefined ? [] : [rest.route])),
  );
  app.decorateRequest('beaconKey');
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addHook('preValidation', (request, _reply, done) => {
    const { body } = request;
    if (typeof body !== 'string' || !isPlainText(request)) return done();
    if (!routes.has(`${request.method} ${request.routeOptions.url}`)) return done();
    readJson(
      body,
      (text, finish) => parseJson(request, text, finish),
      (error, read) => {
        if (error !== null) return done(error);
        request.body = read;
        done(takeKey(request));
      },
    );
  });
}

/** Moves the key from the event to the request. Returns the error when it is not a key. */
function takeKey(request: FastifyRequest): AppError | undefined {
  if (typeof request.body !== 'object' || request.body === null || !('key' in request.body)) return;
  const { key, ...event } = request.body;
  if (typeof key !== 'string') return badField('key', 'must be a publishable key');
  request.beaconKey = key;
  request.body = event;
}

function isPlainText(request: FastifyRequest): boolean {
  return /^text\/plain\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
}
