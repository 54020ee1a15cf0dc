export { ClickDao, type ClickData, type ClickResult } from './click-dao.ts';
export type { EventIdentity } from './event-id.ts';
export { VisitorSaltDao } from './visitor-salt-dao.ts';
