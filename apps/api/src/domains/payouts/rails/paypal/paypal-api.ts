import { createHash } from 'node:crypto';
import { type ApiAnswer, ApiCallError, callApi, type EgressPolicy } from '@dreamteamhub/notifiers';
import { z } from 'zod';

/** A storefront's PayPal app. */
export interface PayPalApp {
  clientId: string;
  clientSecret: string;
  environment: 'live' | 'sandbox';
}

const ORIGINS = { live: 'https://api-m.paypal.com', sandbox: 'https://api-m.sandbox.paypal.com' } as const;

/** A page of a thousand payments has about a megabyte. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A token that ends soon may have ended when it arrives. */
const SPARE_SECONDS = 60;
/** Nobody has more apps than this in one hub. */
const MOST_TOKENS = 1000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A call with a token of the app's. */
interface Call {
  method: 'GET' | 'POST';
  /** From `/` on. */
  path: string;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  deadline: AbortSignal;
}

/** PayPal's REST API: holds the tokens of the apps that it is called for. */
export class PayPalApi {
  readonly #egress: EgressPolicy;
  readonly #origin: string | undefined;
  readonly #now: () => Date;
  readonly #tokens = new Map<string, { token: string; endsAt: number }>();

  constructor(deps: {
    egress: EgressPolicy;
    /** Unset in production: tests have a PayPal of their own. */
    origin?: string | undefined;
    now: () => Date;
  }) {
    this.#egress = deps.egress;
    this.#origin = deps.origin;
    this.#now = deps.now;
  }

  /**
   * Calls PayPal, once more with a new token where it does not take the one it gave. Rejects with `ApiCallError` without
   * a whole answer; without a token, the call was certainly not made.
   */
  async call(app: PayPalApp, call: Call): Promise<ApiAnswer> {
    const held = this.#held(app);
    const answer = await this.#callWith(held ?? (await this.#newToken(app, call.deadline)), app, call);
    // A token may be taken back before its time, such as after a secret was changed.
    if (answer.status !== 401 || held === null) return answer;
    this.#tokens.delete(keyOf(app));
    return this.#callWith(await this.#newToken(app, call.deadline), app, call);
  }

  #callWith(token: string, app: PayPalApp, { path, body = '', headers, ...call }: Call): Promise<ApiAnswer> {
    return callApi(this.#egress, {
      ...call,
      ...{ url: this.#urlOf(app, path), body, mostBytes: MOST_BYTES },
      headers: {
        accept: 'application/json',
        ...(call.method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...headers,
        authorization: `Bearer ${token}`,
      },
    });
  }

  #held(app: PayPalApp): string | null {
    const held = this.#tokens.get(keyOf(app));
    return held !== undefined && held.endsAt > this.#now().getTime() ? held.token : null;
  }

  async #newToken(app: PayPalApp, deadline: AbortSignal): Promise<string> {
    const { status, body } = await this.#askToken(app, deadline);
    const answer = tokenAnswer.safeParse(readJson(body));
    if (status === 400 || status === 401) {
      throw new ApiCallError('PayPal does not know the client id and secret of the settings', false);
    }
    if (status !== 200 || !answer.success)
      throw new ApiCallError(`PayPal gave no token (HTTP ${status})`, false);
    const { access_token: token, expires_in: seconds } = answer.data;
    if (this.#tokens.size >= MOST_TOKENS) this.#tokens.clear();
    const endsAt = this.#now().getTime() + (seconds - SPARE_SECONDS) * 1000;
    this.#tokens.set(keyOf(app), { token, endsAt });
    return token;
  }

  async #askToken(app: PayPalApp, deadline: AbortSignal): Promise<ApiAnswer> {
    const credentials = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64');
    try {
      return await callApi(this.#egress, {
        method: 'POST',
        url: this.#urlOf(app, '/v1/oauth2/token'),
        headers: {
          accept: 'application/json',
          authorization: `Basic ${credentials}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        ...{ body: 'grant_type=client_credentials', deadline, mostBytes: MOST_BYTES },
      });
    } catch (error) {
      if (error instanceof ApiCallError)
        throw new ApiCallError(`PayPal gave no token: ${error.message}`, false);
      throw error;
    }
  }

  #urlOf({ environment }: PayPalApp, path: string): string {
    return `${this.#origin ?? ORIGINS[environment]}${path}`;
  }
}

/** Names an app, and tells nothing of its secret. */
export function accountOf({ clientId, environment }: Pick<PayPalApp, 'clientId' | 'environment'>): string {
  return `${environment} ${createHash('sha256').update(clientId).digest('hex').slice(0, 32)}`;
}

function keyOf({ clientId, clientSecret, environment }: PayPalApp): string {
  return JSON.stringify([environment, clientId, clientSecret]);
}

/** Returns what a body says; undefined when it is no JSON. */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
