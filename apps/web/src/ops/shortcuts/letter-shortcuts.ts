import { StoredChoice } from '../../ui/stored-choice.ts';

/** Whether keys without Ctrl do something on this browser: what is spoken to a computer arrives as letters. */
export const letterShortcuts = new StoredChoice('dreamteamhub.shortcuts', ['on', 'off']);
