import type { Role, Scope } from '@dreamteamhub/sdk/contract';
import type { FastifyRequest } from 'fastify';
import type { AppError } from '../platform/app-error.ts';

/** The caller, as proven by what the request carries. */
export type Credential =
  | { kind: 'anonymous' }
  | { kind: 'publishable'; keyId: number; storefrontId: number; isTest: boolean }
  /** `storefrontId` null: all storefronts. */
  | {
      kind: 'secret';
      keyId: number;
      storefrontId: number | null;
      scopes: readonly Scope[];
      isTest: boolean;
    }
  | { kind: 'person'; userId: string; sessionId: string; email: string; role: Role };

/** How a request with an event came in: one of JSON, the pixel, or a partner's link. */
export type Door = 'api' | 'pixel' | 'link';

/** A key that a request was sent with, valid for it or not. To explain what became of it, never to allow anything. */
export interface SentKey {
  /** Null: the hub does not know this key. */
  id: number | null;
  /** As it says itself, of a key that the hub does not know; null for what is no key. */
  kind: 'publishable' | 'secret' | null;
  isTest: boolean;
  storefrontId: number | null;
  /** How a key begins and ends that the hub does not know; null for what does not look like one. */
  hint: string | null;
}

/** What a procedure knows about its request. */
export interface RequestContext {
  /** Rejects with `unauthorized` when a key was sent and is not valid. Resolved once per request. */
  credential(): Promise<Credential>;
  /** Like `credential`, but looks at keys only: tracking ignores the team's cookies. */
  keyCredential(): Promise<Credential>;
  /** Returns a context of the same request that proves its caller anew. */
  again(): RequestContext;
  /** Aborted when the caller hangs up before it was answered. */
  readonly signal: AbortSignal;
  /** Where the hub's own pages are, as in `https://hub.example`. */
  readonly publicOrigin: string;
  /** Whether a browser sent the request from the hub's own pages. */
  readonly isSameOrigin: boolean;
  /** Also in the log and in the answer's `x-request-id`. */
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string | null;
  /** Of the page that sent it, as browsers say. */
  readonly origin: string | null;
  readonly door: Door;
  /** Null when it was sent without one. */
  readonly sentKey: SentKey | null;
}

/** Whether a caller is in test mode: it gets the answers of the hub, and nothing of what it does counts. */
export function isTestMode(credential: Credential): boolean {
  return (credential.kind === 'secret' || credential.kind === 'publishable') && credential.isTest;
}

/** A call that reports events, and how it ended: with an error or an output. */
export interface ObservedCall {
  name: string;
  raw: unknown;
  ctx: RequestContext;
  /** A test key's: it belongs to the test events. */
  isTest: boolean;
  error?: AppError;
  /** What was thrown, as it was: `error` is what callers are told of it. */
  thrown?: unknown;
  output?: unknown;
}

export type CreateContext = (request: FastifyRequest) => RequestContext;
