import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../platform/app-error.ts';
import { addressOf } from '../platform/network.ts';
import { isSameOrigin, publicOrigin } from '../platform/origin.ts';
import type { CreateContext, Credential, Door, RequestContext, SentKey } from '../transport/context.ts';

/** Returns what proves who sent a request. */
type Proof = (request: FastifyRequest) => Promise<Credential>;

interface Sources {
  byKey: Proof;
  bySession: Proof;
  /** Says which key a request was sent with, valid or not. */
  sentKey: (request: FastifyRequest) => SentKey | null;
  publicUrl: string | undefined;
}

/** Addresses that are no contract entries. */
const DOORS: Readonly<Record<string, Door>> = { '/px.gif': 'pixel', '/r/*': 'link' };

/** Makes the contexts that procedures get of their requests. */
export function requestContexts(sources: Sources): CreateContext {
  return (request) => new LazyContext(request, sources);
}

/** Looks things up on first use, and credentials once per request: a click needs few of them. */
class LazyContext implements RequestContext {
  readonly #request: FastifyRequest;
  readonly #sources: Sources;
  #keyCredential: Promise<Credential> | undefined;
  #credential: Promise<Credential> | undefined;
  #signal: AbortSignal | undefined;

  constructor(request: FastifyRequest, sources: Sources) {
    this.#request = request;
    this.#sources = sources;
  }

  keyCredential(): Promise<Credential> {
    this.#keyCredential ??= this.#sources.byKey(this.#request);
    return this.#keyCredential;
  }

  credential(): Promise<Credential> {
    this.#credential ??= this.keyCredential().then((known) =>
      known.kind === 'anonymous' ? this.#sources.bySession(this.#request) : known,
    );
    return this.#credential;
  }

  again(): RequestContext {
    return new LazyContext(this.#request, this.#sources);
  }

  get publicOrigin(): string {
    return publicOrigin(this.#request, this.#sources.publicUrl);
  }

  get signal(): AbortSignal {
    this.#signal ??= hangUpOf(this.#request);
    return this.#signal;
  }

  get requestId(): string {
    return this.#request.id;
  }

  get isSameOrigin(): boolean {
    return isSameOrigin(this.#request, this.#sources.publicUrl);
  }

  get ip(): string {
    return addressOf(this.#request);
  }

  get userAgent(): string | null {
    return this.#request.headers['user-agent'] ?? null;
  }

  get door(): Door {
    return DOORS[this.#request.routeOptions.url ?? ''] ?? 'api';
  }

  get sentKey(): SentKey | null {
    return this.#sources.sentKey(this.#request);
  }

  get origin(): string | null {
    return this.#request.headers.origin?.slice(0, 255) ?? null;
  }
}

/** Of connections: one that stays open has many requests, one after the other. */
const hangUps = new WeakMap<Socket, AbortSignal>();

/** Looks at the connection, because a request that was read is over for Node, answered or not. */
function hangUpOf({ raw: { socket } }: FastifyRequest): AbortSignal {
  const known = hangUps.get(socket);
  if (known !== undefined) return known;
  const controller = new AbortController();
  const abort = () => controller.abort(new AppError('unavailable', 'the caller has hung up'));
  if (socket.destroyed) abort();
  else socket.once('close', abort);
  hangUps.set(socket, controller.signal);
  return controller.signal;
}
