import type { FastifyRequest } from 'fastify';

/** Who calls, as proven by what the request carries. */
export type Credential =
  | { kind: 'anonymous' }
  | { kind: 'publishable'; storefrontId: number }
  /** `storefrontId` null: full scope. */
  | { kind: 'secret'; storefrontId: number | null }
  | { kind: 'operator'; userId: string; email: string };

/** What a procedure knows of its request. */
export interface RequestContext {
  /** Rejects with `unauthorized` when a key was sent and is not valid. Resolved once a request. */
  credential(): Promise<Credential>;
  /** Like `credential`, but looks at keys only: tracking is no business of an operator's cookie. */
  keyCredential(): Promise<Credential>;
  /** Whether a browser sent the request from the hub's own pages. */
  readonly isSameOrigin: boolean;
  readonly ip: string;
  readonly userAgent: string | null;
}

export type CreateContext = (request: FastifyRequest) => RequestContext;
