import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import { addressOf, truncateIp } from '../../../platform/network.ts';
import { isSameOrigin } from '../../../platform/origin.ts';
import { codeOfStatus } from '../../../transport/errors.ts';
import { PUBLIC_BYTES } from '../../../transport/request-size.ts';
import { AUTH_ROUTES, type AuthPath, nothing } from '../auth-routes.ts';
import type { KnownPlaces, RequestPlace } from '../known-places.ts';
import type { PasswordResetService } from '../password-reset-service.ts';
import type { Passwords } from '../passwords.ts';
import type { SecondFactor } from '../second-factor.ts';
import { AUTH_PREFIX, type SignedIn, type SignIn } from '../sign-in.ts';
import type { SignInLimits } from '../sign-in-limits.ts';
import type { SignInRecord } from '../sign-in-record.ts';

interface SignInParts {
  signIn: SignIn;
  limits: SignInLimits;
  places: KnownPlaces;
  passwords: Passwords;
  secondFactor: SecondFactor;
  resets: PasswordResetService;
  record: SignInRecord;
  publicUrl: string | undefined;
}

/** What a route says, and the cookies that the hub adds. */
interface Answer {
  response: Response;
  cookies?: string[];
}

/**
 * Serves sign-in, second factor and passwords under `/api/auth`, for the hub's own pages. What is cheap comes first:
 * shape, limit, session or token; only then is a password rated or hashed.
 */
export function registerSignIn(app: FastifyInstance, parts: SignInParts): void {
  for (const path of Object.keys(AUTH_ROUTES) as AuthPath[]) {
    const { method } = AUTH_ROUTES[path];
    app.route({
      method,
      url: `${AUTH_PREFIX}/${path}`,
      // A HEAD would renew a session like a GET.
      exposeHeadRoute: false,
      bodyLimit: PUBLIC_BYTES,
      handler: async (request, reply) => {
        if (method === 'POST' && !isSameOrigin(request, parts.publicUrl)) {
          throw new AppError('forbidden', 'the request did not come from the hub’s own pages');
        }
        nothing.parse(request.query);
        return send(reply, await new Exchange(parts, request, path).answer());
      },
    });
  }
}

/** One request to one of the routes. */
class Exchange {
  readonly #parts: SignInParts;
  readonly #request: FastifyRequest;
  readonly #path: AuthPath;

  constructor(parts: SignInParts, request: FastifyRequest, path: AuthPath) {
    this.#parts = parts;
    this.#request = request;
    this.#path = path;
  }

  answer(): Promise<Answer> {
    const route = AUTH_ROUTES[this.#path];
    const body: unknown = this.#request.body ?? {};
    switch (route.kind) {
      case 'free':
        return this.#free();
      case 'sign-in':
        return this.#signIn(route.body.parse(body));
      case 'reset-request':
        return this.#requestReset(route.body.parse(body));
      case 'reset':
        return this.#reset(route.body.parse(body));
      case 'person':
        return this.#asPerson(route.body.parse(body));
      case 'code':
        return this.#code(route.body.parse(body));
    }
  }

  async #free(): Promise<Answer> {
    const route = AUTH_ROUTES[this.#path];
    route.body.parse(this.#request.body ?? {});
    const person = route.method === 'POST' ? await this.#parts.signIn.person(this.#request) : null;
    const response = await this.#pass({});
    if (response.ok && person !== null) await this.#record(person.userId);
    return { response };
  }

  async #signIn(body: { email: string; password: string }): Promise<Answer> {
    const { limits, places } = this.#parts;
    const known = await places.find({ email: body.email }, this.#place);
    const attempt = await limits.signIn(body.email, this.#place.ip, known);
    const response = await this.#pass(body);
    if (!response.ok) {
      const network = truncateIp(this.#place.ip);
      this.#request.log.warn({ network, status: response.status }, 'a sign-in was refused');
      return { response };
    }
    await attempt.succeeded();
    // Without an id it still asks for a code.
    const userId = await signedInAs(response);
    if (userId === null) return { response };
    await this.#record(userId);
    return { response, cookies: [await places.remember(userId, this.#place)] };
  }

  async #requestReset({ email }: { email: string }): Promise<Answer> {
    const { limits, resets } = this.#parts;
    resets.assertMails();
    await limits.resetLink(email, this.#place.ip);
    await resets.request(email);
    return { response: Response.json({ status: true }) };
  }

  async #reset(body: { token: string; newPassword: string }): Promise<Answer> {
    const { limits, places, resets } = this.#parts;
    await limits.reset(this.#place.ip);
    const userId = await resets.reset(body, this.#from);
    await places.forget(userId);
    // Whoever reads the person's mail is no stranger: the sign-in that follows is not refused for what strangers did.
    const cookie = await places.remember(userId, this.#place);
    return { response: Response.json({ status: true }), cookies: [cookie] };
  }

  async #asPerson(body: Record<string, string>): Promise<Answer> {
    const { limits, passwords, places, resets } = this.#parts;
    const person = await this.#person();
    const attempt = await limits.password(person.userId);
    if (body.newPassword !== undefined) {
      await passwords.check(body.newPassword, [person.email], 'newPassword');
    }
    const isChange = this.#path === 'change-password';
    // A person who changes a password may fear that somebody else knows the old one.
    const response = await this.#pass({ ...body, ...(isChange ? { revokeOtherSessions: true } : {}) });
    if (!response.ok) return { response };
    await attempt.succeeded();
    await this.#record(person.userId);
    if (!isChange) return { response };
    await resets.endLinks(person.userId);
    await places.forget(person.userId);
    return { response, cookies: [await places.remember(person.userId, this.#place)] };
  }

  async #code(body: { code: string }): Promise<Answer> {
    const { limits, places, secondFactor, signIn } = this.#parts;
    // In this order, as the library has it: a signed-in person confirms an app or tries a code.
    const person = await signIn.person(this.#request);
    const userId = person?.userId ?? (await signIn.challenged(this.#request));
    if (userId === null) throw new AppError('unauthorized', 'sign in again: this took too long');
    const known = await places.find({ userId }, this.#place);
    const attempt = await limits.code(userId, this.#place.ip, known);
    if (this.#path === 'two-factor/verify-totp' && !(await secondFactor.useUp(userId, body.code))) {
      throw new AppError('unauthorized', 'this code was used already: wait for the next one');
    }
    const response = await this.#pass(body);
    if (!response.ok) return { response };
    await attempt.succeeded();
    await this.#record(userId, person === null);
    if (person !== null) return { response };
    return { response, cookies: [await places.remember(userId, this.#place)] };
  }

  #pass(body: Record<string, unknown>): Promise<Response> {
    const { method } = AUTH_ROUTES[this.#path];
    return this.#parts.signIn.handle(this.#request, { path: this.#path, method }, body);
  }

  async #person(): Promise<SignedIn> {
    const person = await this.#parts.signIn.person(this.#request);
    if (person === null) throw new AppError('unauthorized', 'sign in first');
    return person;
  }

  async #record(userId: string, isSignIn = false): Promise<void> {
    const route = AUTH_ROUTES[this.#path];
    if (!('action' in route)) return;
    // The same route confirms an authenticator app that is being set up, and completes a sign-in.
    const action = isSignIn && route.action === 'account.enableTwoFactor' ? 'account.signIn' : route.action;
    await this.#parts.record.write(action, userId, this.#from);
  }

  get #place(): RequestPlace {
    return { cookie: this.#request.headers.cookie, ip: addressOf(this.#request) };
  }

  get #from(): { requestId: string; network: string | null } {
    return { requestId: this.#request.id, network: truncateIp(addressOf(this.#request)) };
  }
}

/** Returns whose session a response opens; null when it opens none, as when it still asks for a second factor. */
async function signedInAs(response: Response): Promise<string | null> {
  const body: unknown = await response.clone().json();
  const { user } = (body ?? {}) as { user?: { id?: unknown } };
  return typeof user?.id === 'string' ? user.id : null;
}

async function send(reply: FastifyReply, { response, cookies = [] }: Answer): Promise<FastifyReply> {
  for (const cookie of [...response.headers.getSetCookie(), ...cookies]) reply.header('set-cookie', cookie);
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw refusalOf(response.status, body);
  return reply
    .code(response.status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(withoutTokens(body)));
}

/** Returns what the sign-in library refused as an error of the hub, so that callers know one shape. */
function refusalOf(status: number, body: unknown): AppError {
  const { message } = (body ?? {}) as { message?: unknown };
  return new AppError(
    codeOfStatus(status),
    typeof message === 'string' && message !== '' ? message : 'the hub refuses this',
  );
}

/** A session's token belongs into its cookie, where no script can read it. */
function withoutTokens(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const { token: _, session, ...rest } = body as { token?: unknown; session?: unknown };
  if (typeof session !== 'object' || session === null) return rest;
  const { token: __, ...open } = session as { token?: unknown };
  return { ...rest, session: open };
}
