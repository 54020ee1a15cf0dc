export { type ArrivalData, EventArrivalDao, type TestArrival } from './event-arrival-dao.ts';
export { EVENT_SOURCES, type EventPlaces, type EventSource } from './event-places.ts';
export { type EventFilter, type InspectedEvent, InspectorDao } from './inspector-dao.ts';
