import type { Database } from '@dreamteamhub/db';
import * as schema from '@dreamteamhub/db/schema';
import type { Role } from '@dreamteamhub/sdk/contract';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/app-error.ts';
import { addressOf } from '../../platform/network.ts';
import { publicOrigin } from '../../platform/origin.ts';
import type { AuthPath } from './auth-routes.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, type Passwords } from './passwords.ts';

export const AUTH_PREFIX = '/api/auth';

/** better-auth reads the caller's address from a header; the hub always sets this one itself. */
const CLIENT_IP_HEADER = 'x-hub-client-ip';

const COOKIE_PREFIX = 'dreamteamhub';
/** The session, and a sign-in that waits for its code. The library knows more, such as one that skips the second factor. */
const COOKIE = new RegExp(`^(?:__Secure-)?${COOKIE_PREFIX}\\.(?:session_token|two_factor)=`);

const DAY = 24 * 60 * 60;

/** Who is signed in, as the session's cookie proves. */
export interface SignedIn {
  userId: string;
  email: string;
  role: Role;
  sessionId: string;
}

export interface SignIn {
  /** Returns who is signed in with the session that the request carries, or null. */
  person(request: FastifyRequest): Promise<SignedIn | null>;
  /** Returns the id of the person who gave the right password and now owes a code, or null. */
  challenged(request: FastifyRequest): Promise<string | null>;
  /** Opens what the library sealed, such as the secret of a second factor. */
  decrypt(text: string): Promise<string>;
  /** Returns the library's response to one of its routes. Of the request it sees who sends it, and nothing else. */
  handle(
    request: FastifyRequest,
    route: { path: AuthPath; method: 'GET' | 'POST' },
    body: Record<string, unknown>,
  ): Promise<Response>;
}

/** Sign-in with email, password and second factor, with sessions in the database; nobody can sign up. */
export function createSignIn(options: {
  db: Database;
  secret: string;
  publicUrl: string | undefined;
  brandName: string;
  passwords: Passwords;
}): SignIn {
  const { publicUrl, brandName, passwords } = options;
  const auth = betterAuth({
    appName: brandName,
    basePath: AUTH_PREFIX,
    ...(publicUrl === undefined ? {} : { baseURL: publicUrl }),
    secret: options.secret,
    database: drizzleAdapter(options.db, {
      provider: 'pg',
      schema: {
        user: schema.authUsers,
        session: schema.authSessions,
        account: schema.authAccounts,
        verification: schema.authVerifications,
        twoFactor: schema.authTwoFactors,
      },
    }),
    user: {
      additionalFields: {
        role: { type: 'string', required: false, input: false },
        timeZone: { type: 'string', required: false, input: false },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: {
        hash: (password) => passwords.hashForLibrary(password),
        verify: ({ hash, password }) => passwords.verify(hash, password),
      },
    },
    session: { expiresIn: 7 * DAY, updateAge: DAY },
    trustedOrigins: (request) => (request === undefined ? [] : [new URL(request.url).origin]),
    // The hub has limits of its own. The library's count without end while requests come, and know no devices.
    rateLimit: { enabled: false },
    plugins: [
      twoFactor({
        issuer: brandName,
        twoFactorCookieMaxAge: 5 * 60,
        accountLockout: { enabled: false },
      }),
      whoIsChallenged,
    ],
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      // A browser drops a secure cookie that comes over plain HTTP, and nobody could sign in.
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    // What is none of its own refusals is the hub's to answer: a busy hub, a database that is away.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });

  const headersFor = (request: FastifyRequest) => {
    const headers = new Headers({
      'content-type': 'application/json',
      // That it came from there was checked.
      origin: publicOrigin(request, publicUrl),
      [CLIENT_IP_HEADER]: addressOf(request),
    });
    const { cookie, 'user-agent': userAgent } = request.headers;
    const cookies = (cookie ?? '').split(/;\s*/).filter((one) => COOKIE.test(one));
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    if (userAgent !== undefined) headers.set('user-agent', userAgent);
    return headers;
  };

  return {
    async person(request) {
      const headers = headersFor(request);
      if (!headers.has('cookie')) return null;
      const found = await auth.api.getSession({ headers }).catch((error: unknown) => {
        throw error instanceof APIError && error.statusCode === 500 ? cannotTell(error) : error;
      });
      if (found === null) return null;
      const { user, session } = found;
      // A check constraint limits the column to the roles.
      return { userId: user.id, email: user.email, role: user.role as Role, sessionId: session.id };
    },
    async challenged(request) {
      const headers = headersFor(request);
      return headers.has('cookie') ? auth.api.getChallengedPerson({ headers }) : null;
    },
    async decrypt(text) {
      const { secretConfig } = await auth.$context;
      return symmetricDecrypt({ key: secretConfig, data: text });
    },
    async handle(request, { path, method }, body) {
      const response = await auth.handler(
        new Request(new URL(`${AUTH_PREFIX}/${path}`, publicOrigin(request, publicUrl)), {
          method,
          headers: headersFor(request),
          ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
        }),
      );
      if (response.status === 500) throw cannotTell(await response.text());
      return response;
    },
  };
}

/** The library keeps to itself what went wrong while it looked for a session: nearly always, the database is away. */
function cannotTell(cause: unknown): AppError {
  return new AppError('unavailable', 'the hub cannot tell who is signed in now; try again in a moment', {
    cause,
  });
}

/** Tells the hub, and only the hub, whose code a request comes with. */
const whoIsChallenged = {
  id: 'who-is-challenged',
  endpoints: {
    getChallengedPerson: createAuthEndpoint.serverOnly({ method: 'GET' }, async (ctx) => {
      const cookie = ctx.context.createAuthCookie('two_factor');
      const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
      if (!challenge) return null;
      const found = await ctx.context.internalAdapter.findVerificationValue(challenge);
      return found !== null && found.expiresAt > new Date() ? found.value : null;
    }),
  },
};
