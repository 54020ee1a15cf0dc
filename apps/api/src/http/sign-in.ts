import type { Database } from '@dreamteamhub/db';
import * as schema from '@dreamteamhub/db/schema';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSameOrigin, publicOrigin } from './origin.ts';

/** better-auth reads the caller's address from a header; this one is always ours. */
const CLIENT_IP_HEADER = 'x-hub-client-ip';

export interface SignIn {
  /** The operator whose session cookie the request carries, or null. */
  operator(request: FastifyRequest): Promise<{ userId: string; email: string } | null>;
  /** Serves `/api/auth/*`. */
  register(app: FastifyInstance): void;
}

/** E-mail and password sign-in with sessions in the database; nobody can sign up. */
export function createSignIn(options: {
  db: Database;
  secret: string;
  publicUrl: string | undefined;
}): SignIn {
  const auth = betterAuth({
    appName: 'Dream Team Hub',
    basePath: '/api/auth',
    ...(options.publicUrl === undefined ? {} : { baseURL: options.publicUrl }),
    secret: options.secret,
    database: drizzleAdapter(options.db, {
      provider: 'pg',
      schema: {
        user: schema.authUsers,
        session: schema.authSessions,
        account: schema.authAccounts,
        verification: schema.authVerifications,
        rateLimit: schema.authRateLimits,
      },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    session: { expiresIn: 7 * 24 * 60 * 60, updateAge: 24 * 60 * 60 },
    trustedOrigins: (request) => (request === undefined ? [] : [originOf(request.url)]),
    // In the database, so that a second process does not double the tries.
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 100,
      customRules: { '/sign-in/email': { window: 300, max: 10 } },
    },
    advanced: {
      cookiePrefix: 'dreamteamhub',
      // A browser drops a secure cookie that comes over plain HTTP, and nobody could sign in.
      useSecureCookies: options.publicUrl?.startsWith('https:') ?? false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });

  const webHeaders = (request: FastifyRequest) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    headers.set(CLIENT_IP_HEADER, request.ip);
    return headers;
  };

  return {
    async operator(request) {
      if (request.headers.cookie === undefined) return null;
      const session = await auth.api.getSession({ headers: webHeaders(request) });
      return session === null ? null : { userId: session.user.id, email: session.user.email };
    },
    register(app) {
      app.route({
        method: ['GET', 'POST'],
        url: '/api/auth/*',
        handler: async (request, reply) => {
          if (request.method === 'POST' && !isSameOrigin(request, options.publicUrl)) {
            return reply.status(403).send({
              error: { code: 'forbidden', message: 'the request did not come from the hub’s own pages' },
            });
          }
          const response = await auth.handler(
            new Request(new URL(request.url, publicOrigin(request, options.publicUrl)), {
              method: request.method,
              headers: webHeaders(request),
              ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
            }),
          );
          reply.status(response.status);
          for (const [name, value] of response.headers) {
            if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
          }
          for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
          return reply.send(response.body === null ? null : await response.text());
        },
      });
    },
  };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
