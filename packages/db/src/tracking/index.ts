export { ClickDao, type ClickData, type ClickResult } from './click-dao.ts';
export { ClickListDao, type ClickListRequest, type ListedClick } from './click-list-dao.ts';
export type { ClickDimension } from './click-values.ts';
export type { EventIdentity } from './event-id.ts';
export { VisitorSaltDao } from './visitor-salt-dao.ts';
