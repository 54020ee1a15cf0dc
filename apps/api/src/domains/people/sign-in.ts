import type { Database } from '@dreamteamhub/db';
import * as schema from '@dreamteamhub/db/schema';
import type { Letter } from '@dreamteamhub/notifiers';
import type { Role } from '@dreamteamhub/sdk/contract';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { twoFactor } from 'better-auth/plugins';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../../platform/network.ts';
import { publicOrigin } from '../../platform/origin.ts';

/** better-auth reads the caller's address from a header; the hub always sets this one itself. */
const CLIENT_IP_HEADER = 'x-hub-client-ip';

const DAY = 24 * 60 * 60;
/** A link for a new password is valid for an hour. */
const RESET_SECONDS = 60 * 60;

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
  /** Returns better-auth's response to a request, with this body when it is a POST. */
  handle(request: FastifyRequest, body: unknown): Promise<Response>;
}

/** Sign-in with e-mail, password and second factor, with sessions in the database; nobody can sign up. */
export function createSignIn(options: {
  db: Database;
  secret: string;
  publicUrl: string | undefined;
  brandName: string;
  /** Null: no mail is configured. */
  sendMail: ((letter: Letter) => Promise<string | null>) | null;
  onPasswordReset: (userId: string) => Promise<void>;
}): SignIn {
  const { publicUrl, sendMail, brandName } = options;
  const auth = betterAuth({
    appName: brandName,
    basePath: '/api/auth',
    ...(publicUrl === undefined ? {} : { baseURL: publicUrl }),
    secret: options.secret,
    database: drizzleAdapter(options.db, {
      provider: 'pg',
      schema: {
        user: schema.authUsers,
        session: schema.authSessions,
        account: schema.authAccounts,
        verification: schema.authVerifications,
        rateLimit: schema.authRateLimits,
        twoFactor: schema.authTwoFactors,
      },
    }),
    user: { additionalFields: { role: { type: 'string', required: false, input: false } } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      // Without PUBLIC_URL the link would lead wherever the request's Host header says, token and all.
      ...(publicUrl === undefined || sendMail === null
        ? {}
        : {
            sendResetPassword: ({ user, token }) =>
              sendResetLink(sendMail, { user, token, publicUrl, brandName }),
          }),
      onPasswordReset: ({ user }) => options.onPasswordReset(user.id),
    },
    session: { expiresIn: 7 * DAY, updateAge: DAY },
    trustedOrigins: (request) => (request === undefined ? [] : [new URL(request.url).origin]),
    // In the database, so that a second process does not double the tries.
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 100,
      customRules: {
        '/sign-in/email': { window: 900, max: 30 },
        '/request-password-reset': { window: 900, max: 5 },
        '/reset-password': { window: 900, max: 10 },
        '/change-password': { window: 900, max: 10 },
        '/two-factor/*': { window: 300, max: 20 },
      },
    },
    plugins: [twoFactor({ issuer: brandName, twoFactorCookieMaxAge: 5 * 60 })],
    advanced: {
      cookiePrefix: 'dreamteamhub',
      // A browser drops a secure cookie that comes over plain HTTP, and nobody could sign in.
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
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
    headers.set(CLIENT_IP_HEADER, addressOf(request));
    return headers;
  };

  return {
    async person(request) {
      if (request.headers.cookie === undefined) return null;
      const found = await auth.api.getSession({ headers: webHeaders(request) });
      if (found === null) return null;
      const { user, session } = found;
      // A check constraint limits the column to the roles.
      return { userId: user.id, email: user.email, role: user.role as Role, sessionId: session.id };
    },
    handle: (request, body) =>
      auth.handler(
        new Request(new URL(request.url, publicOrigin(request, publicUrl)), {
          method: request.method,
          headers: webHeaders(request),
          ...(request.method === 'POST' ? { body: JSON.stringify(body) } : {}),
        }),
      ),
  };
}

async function sendResetLink(
  sendMail: (letter: Letter) => Promise<string | null>,
  to: { user: { email: string }; token: string; publicUrl: string; brandName: string },
): Promise<void> {
  await sendMail({
    to: to.user.email,
    subject: `Choose a new password for ${to.brandName}`,
    text: [
      `Somebody, hopefully you, asked for a new password for ${to.brandName}.`,
      `Open this link to choose one. It works once, for an hour:\n${new URL(`/reset-password?token=${to.token}`, to.publicUrl).href}`,
      'If it was not you, ignore this: your password stays as it is.',
    ].join('\n\n'),
  });
}
