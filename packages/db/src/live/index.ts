export { LIVE_SOURCES, LiveDao, type LiveMarks, type LiveSource } from './live-dao.ts';
