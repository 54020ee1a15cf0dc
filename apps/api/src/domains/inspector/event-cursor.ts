import { EVENT_SOURCES, type EventPlaces, type EventSource } from '@dreamteamhub/db/inspector';
import { badField } from '../../platform/app-error.ts';

/** As in `click:12:1700000000000000`. */
const PLACE = /^([a-z]+):(\d{1,16}):(\d{1,17})$/;

/** Writes how far each source was read. Opaque to callers, who pass back what an earlier answer gave. */
export function writePlaces(places: EventPlaces): string {
  const parts = EVENT_SOURCES.flatMap((source) => {
    const place = places[source];
    return place === undefined ? [] : [`${source}:${place.id}:${place.micros}`];
  });
  return Buffer.from(parts.join(' ')).toString('base64url');
}

/** The inverse. Throws `bad_request` for what the hub did not issue. */
export function readPlaces(field: 'cursor' | 'since', text: string): EventPlaces {
  const written = Buffer.from(text, 'base64url').toString();
  const places: EventPlaces = {};
  for (const part of text === '' ? [] : written.split(' ')) {
    const [, source, id, micros] = PLACE.exec(part) ?? [];
    if (!isSource(source)) throw badField(field, 'is not from an earlier answer');
    places[source] = { id: Number(id), micros: Number(micros) };
  }
  return places;
}

/** Returns the source and number that an event's id is made of; null for what is none. */
export function readEventId(id: string): { source: EventSource; number: number } | null {
  const [, source, number] = /^([a-z]+)-([1-9]\d{0,15})$/.exec(id) ?? [];
  return isSource(source) ? { source, number: Number(number) } : null;
}

function isSource(text: string | undefined): text is EventSource {
  return EVENT_SOURCES.some((source) => source === text);
}
