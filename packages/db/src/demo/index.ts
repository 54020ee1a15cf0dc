export {
  DemoDao,
  type PastClick,
  type PastEpisode,
  type PastMovement,
  type PastProduct,
} from './demo-dao.ts';
