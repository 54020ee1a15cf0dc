import type { FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/platform.ts';
import type { Credential } from '../../transport/context.ts';
import type { Deliveries } from '../deliveries/module.ts';
import { accountRouter } from './account-router.ts';
import { PeopleService } from './people-service.ts';
import { setupRouter, teamRouter } from './router.ts';
import { createSignIn } from './sign-in.ts';
import { SignInRecord } from './sign-in-record.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

export type People = ReturnType<typeof createPeople>;

/** The team: how people join it and sign in, and their accounts. */
export function createPeople(platform: Platform, { deliveries }: { deliveries: Deliveries }) {
  const { db, env } = platform;
  const { sendMail } = deliveries;
  const services = { people: new PeopleService({ db, sendMail, brandName: env.BRAND_NAME }) };
  const record = new SignInRecord({ db });
  const signIn = createSignIn({
    db,
    secret: platform.authSecret,
    publicUrl: env.PUBLIC_URL,
    brandName: env.BRAND_NAME,
    sendMail,
    onPasswordReset: (userId) => record.write('account.resetPassword', userId),
  });
  return {
    services,
    admin: { account: accountRouter(services), team: teamRouter(services), setup: setupRouter(services) },
    signIn: {
      signIn,
      throttle: new SignInThrottle({ db }),
      record,
      publicUrl: env.PUBLIC_URL,
    },
    /** Returns who is signed in with the session that a request carries. */
    async credentials(request: FastifyRequest): Promise<Credential> {
      const person = await signIn.person(request);
      return person === null ? { kind: 'anonymous' } : { kind: 'person', ...person };
    },
  };
}
