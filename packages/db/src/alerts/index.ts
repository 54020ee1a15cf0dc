export { AlertDao, type Announcement } from './alert-dao.ts';
export { AnnouncementDao, type AnnouncementPolicy } from './announcement-dao.ts';
export {
  type DeliveryAttemptRow,
  type EpisodeAction,
  type EpisodeChoice,
  EpisodeDao,
  type EpisodeEventRow,
  type EpisodeRow,
} from './episode-dao.ts';
export {
  type EpisodeFilter,
  type EpisodeListRequest,
  type EpisodeSeverity,
  type EpisodeSort,
  type EpisodeStatus,
  episodeList,
} from './episode-list.ts';
export {
  type EpisodeMute,
  MuteDao,
  type MuteKind,
  type MuteReach,
  type MuteSort,
  muteList,
} from './mute-dao.ts';
