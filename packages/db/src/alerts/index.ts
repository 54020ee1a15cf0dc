export { AlertDao, type Announcement } from './alert-dao.ts';
export { AnnouncementDao, type AnnouncementPolicy } from './announcement-dao.ts';
export {
  actOnEpisodes,
  type ChangedEpisode,
  type EpisodeAction,
  EpisodeActionDao,
  type EpisodeChoice,
  undoActions,
} from './episode-action-dao.ts';
export {
  type DeliveryAttemptRow,
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
