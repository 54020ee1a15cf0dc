export { AlertDao, type Announcement } from './alert-dao.ts';
export { AnnouncementDao, type AnnouncementPolicy } from './announcement-dao.ts';
export {
  type DeliveryAttemptRow,
  type EpisodeAction,
  EpisodeDao,
  type EpisodeEventRow,
  type EpisodeRow,
  type EpisodeStatus,
} from './episode-dao.ts';
