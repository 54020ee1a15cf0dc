export { type KnownPlace, KnownPlaceDao, type Place } from './known-place-dao.ts';
export { LimitCounterDao } from './limit-counter-dao.ts';
export { PasswordDao } from './password-dao.ts';
export { type InvitationRow, PeopleDao, type PersonRow, type Role } from './people-dao.ts';
export { SecondFactorDao } from './second-factor-dao.ts';
