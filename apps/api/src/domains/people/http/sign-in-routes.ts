import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import { addressOf, truncateIp } from '../../../platform/network.ts';
import { isSameOrigin } from '../../../platform/origin.ts';
import { checkPassword } from '../password-rules.ts';
import type { SignedIn, SignIn } from '../sign-in.ts';
import type { SignInRecord } from '../sign-in-record.ts';
import type { SignInThrottle } from '../sign-in-throttle.ts';

/** The routes of better-auth that the hub serves. It offers no others, such as changing one's own e-mail address. */
const POSTS = {
  'sign-in/email': 'account.signIn',
  'sign-out': 'account.signOut',
  'request-password-reset': null,
  'reset-password': null,
  'change-password': 'account.changePassword',
  'two-factor/enable': 'account.prepareTwoFactor',
  'two-factor/disable': 'account.disableTwoFactor',
  'two-factor/verify-totp': 'account.enableTwoFactor',
  'two-factor/verify-backup-code': 'account.useRecoveryCode',
  'two-factor/generate-backup-codes': 'account.renewRecoveryCodes',
} as const satisfies Record<string, string | null>;

const PREFIX = '/api/auth';

/** Serves sign-in, second factor and passwords under `/api/auth`, for the hub's own pages. */
export function registerSignIn(
  app: FastifyInstance,
  deps: {
    signIn: SignIn;
    throttle: SignInThrottle;
    record: SignInRecord;
    publicUrl: string | undefined;
  },
): void {
  app.get(`${PREFIX}/get-session`, async (request, reply) =>
    reply.send(await deps.signIn.handle(request, {})),
  );

  for (const [path, action] of Object.entries(POSTS)) {
    app.post(`${PREFIX}/${path}`, async (request, reply) => {
      if (!isSameOrigin(request, deps.publicUrl)) {
        throw new AppError('forbidden', 'the request did not come from the hub’s own pages');
      }
      const body = toFields(request.body);
      if (typeof body.newPassword === 'string') await checkPassword(body.newPassword, [], 'newPassword');
      // A person who changes a password may fear that somebody else knows the old one.
      if (path === 'change-password') body.revokeOtherSessions = true;
      const account = path === 'sign-in/email' ? String(body.email ?? '') : null;
      if (account !== null) await deps.throttle.consume(account, addressOf(request));
      const before = await deps.signIn.person(request);
      const response = await deps.signIn.handle(request, body);
      const answer = response.clone();
      if (response.ok) {
        const userId = (await signedInAs(answer)) ?? before?.userId;
        if (account !== null) await deps.throttle.forgive(account, addressOf(request));
        if (action !== null && userId !== undefined) {
          await deps.record.write(nameOf(action, before), userId, {
            requestId: request.id,
            network: truncateIp(addressOf(request)),
          });
        }
      } else if (account !== null) {
        request.log.warn(
          { network: truncateIp(addressOf(request)), status: response.status },
          'a sign-in was refused',
        );
      }
      return reply.send(response);
    });
  }
}

/** The same route confirms an authenticator app that is being set up, and completes a sign-in. */
function nameOf(action: string, before: SignedIn | null): string {
  return action === 'account.enableTwoFactor' && before === null ? 'account.signIn' : action;
}

/** Returns whose session an answer opens; undefined when it opens none, as when it still asks for a second factor. */
async function signedInAs(answer: Response): Promise<string | undefined> {
  const body: unknown = await answer.json().catch(() => null);
  const { user } = (body ?? {}) as { user?: { id?: unknown } };
  return typeof user?.id === 'string' ? user.id : undefined;
}

function toFields(body: FastifyRequest['body']): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}
