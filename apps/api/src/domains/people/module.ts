import type { FastifyRequest } from 'fastify';
import { removeSetupLink } from '../../platform/data-dir.ts';
import { workOn } from '../../platform/jobs/job-definition.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Credential } from '../../transport/context.ts';
import type { Deliveries } from '../deliveries/module.ts';
import { accountRouter } from './account-router.ts';
import { AccountService } from './account-service.ts';
import { mailResetLinkJob } from './jobs.ts';
import { KnownPlaces } from './known-places.ts';
import { NewcomerService } from './newcomer-service.ts';
import { PasswordResetService } from './password-reset-service.ts';
import { Passwords } from './passwords.ts';
import { PeopleService } from './people-service.ts';
import { ProofOfIdentity } from './proof-of-identity-service.ts';
import { setupRouter, teamRouter } from './router.ts';
import { SecondFactor } from './second-factor.ts';
import { createSignIn } from './sign-in.ts';
import { SignInLimits } from './sign-in-limits.ts';
import { SignInRecord } from './sign-in-record.ts';

export type People = ReturnType<typeof createPeople>;

/** The team: how people join it and sign in, and their accounts. */
export function createPeople(platform: Platform, { deliveries }: { deliveries: Deliveries }) {
  const { db, env, jobs, log, workers } = platform;
  const { BRAND_NAME: brandName, PUBLIC_URL: publicUrl } = env;
  const { sendMail } = deliveries;
  const passwords = new Passwords({ workers, db, log });
  const services = {
    people: new PeopleService({ db, sendMail, brandName }),
    accounts: new AccountService({ db }),
    newcomers: new NewcomerService({ db, passwords, onSetUp: () => removeSetupLink(env.DATA_DIR) }),
  };
  const resets = new PasswordResetService({
    db,
    passwords,
    mail:
      sendMail === null
        ? 'no-mail-server'
        : publicUrl === undefined
          ? 'no-public-url'
          : { send: sendMail, publicUrl, brandName },
    enqueueMail: (userId) => jobs.send(mailResetLinkJob, { userId }),
  });
  const limits = new SignInLimits({ db });
  const places = new KnownPlaces({ db, isHttps: publicUrl?.startsWith('https:') ?? false });
  const signIn = createSignIn({ db, secret: platform.authSecret, publicUrl, brandName, passwords });
  const secondFactor = new SecondFactor({ db, decrypt: signIn.decrypt });
  return {
    services,
    admin: {
      account: accountRouter(services),
      team: teamRouter(services),
      setup: setupRouter(services, { isDemo: platform.isDemo ?? false }),
    },
    jobs: [
      workOn(mailResetLinkJob, async ({ userId }) => {
        if (userId !== null) await resets.mail(userId);
      }),
    ],
    upkeep: [() => limits.forgetOld(), () => places.forgetOld(), () => resets.forgetOld()],
    signIn: {
      signIn,
      limits,
      places,
      passwords,
      secondFactor,
      resets,
      record: new SignInRecord({ db }),
      publicUrl,
    },
    /** For what a person must not do by a screen that was left alone. */
    identity: new ProofOfIdentity({ db, limits, passwords, secondFactor }),
    /** Returns who is signed in with the session that a request carries. */
    async credentials(request: FastifyRequest): Promise<Credential> {
      const person = await signIn.person(request);
      return person === null ? { kind: 'anonymous' } : { kind: 'person', ...person };
    },
  };
}
