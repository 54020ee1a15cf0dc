import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Excess } from '../platform/limits/limit.ts';
import type { Limits } from '../platform/limits/limits.ts';
import { isNoProof, tooMany } from '../platform/limits/refuse.ts';
import { addressOf } from '../platform/network.ts';
import type { Credential } from '../transport/context.ts';
import { anonymousRequests, healthChecks } from './limits.ts';
import type { OnExcess } from './proxy-hint.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The limit of anonymous callers that it exceeded, unless its credential turns out to be valid. */
    anonymousExcess: Excess | null;
  }
}

/** Balancers always get an answer: it costs next to nothing. */
const HEALTH = /^\/(?:livez|readyz)(?:\?|$)/;

/**
 * Limits everything that is not open to storefronts for callers who prove nothing. A cookie or a key lifts the limit only
 * once it was found valid; below the limit nobody waits for that.
 */
export function limitAnonymous(
  app: FastifyInstance,
  deps: {
    limits: Limits;
    /** Whether the request carries a secret key that was valid when it was last looked up. */
    hasRecentKey: (request: FastifyRequest) => boolean;
    onExcess: OnExcess;
    /** Rejects for a credential that is not valid. */
    prove: (request: FastifyRequest) => Promise<Credential>;
  },
): void {
  app.decorateRequest('anonymousExcess', null);
  app.addHook('onRequest', (request, reply, done) => {
    const ip = addressOf(request);
    if (HEALTH.test(request.url)) {
      deps.limits.take(healthChecks, { ip });
      return done();
    }
    if (deps.hasRecentKey(request)) return done();
    const excess = deps.limits.take(anonymousRequests, { ip });
    tellWhatIsLeft(reply, deps.limits.left(anonymousRequests, ip));
    if (excess !== null) deps.onExcess(request);
    if (excess !== null && !carriesCredential(request)) return done(tooMany('requests', excess));
    request.anonymousExcess = excess;
    done();
  });
  // A signature is of the body, which is read by now.
  app.addHook('preHandler', (request, _reply, done) => {
    const excess = request.anonymousExcess;
    if (excess === null) return done();
    const refuse = () => done(tooMany('requests', excess));
    deps.prove(request).then(
      ({ kind }) => (kind === 'anonymous' ? refuse() : done()),
      (error: Error) => (isNoProof(error) ? refuse() : done(error)),
    );
  });
}

/** The header names of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers. */
function tellWhatIsLeft(reply: FastifyReply, { most, left, secondsLeft }: ReturnType<Limits['left']>): void {
  reply.headers({ 'ratelimit-limit': most, 'ratelimit-remaining': left, 'ratelimit-reset': secondsLeft });
}

function carriesCredential({ headers }: FastifyRequest): boolean {
  return (
    headers.authorization !== undefined ||
    headers.cookie !== undefined ||
    headers['webhook-signature'] !== undefined
  );
}
