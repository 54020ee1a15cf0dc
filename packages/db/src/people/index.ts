export { type InvitationRow, PeopleDao, type PersonRow, type Role } from './people-dao.ts';
export { SignInAttemptDao } from './sign-in-attempt-dao.ts';
