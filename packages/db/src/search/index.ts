export { type FoundRow, SearchDao } from './search-dao.ts';
