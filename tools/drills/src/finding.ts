import type { Answer, DrillEvent } from './sent-events.ts';

export interface Finding {
  /**
   * `lost`: a 200 that nothing in the database bears out; `doubled`: one event, several rows; `contradicted`: one event,
   * different answers; `unsent`: a row that nobody sent; `miscounted`: a visitor who counts not exactly once;
   * `books`: rollups and metrics that are not the sum of their rows; `unexpected`: an answer that no caller should get.
   */
  kind: 'lost' | 'doubled' | 'contradicted' | 'unsent' | 'miscounted' | 'books' | 'unexpected';
  what: DrillEvent['kind'] | null;
  detail: string;
}

export function finding(kind: Finding['kind'], what: Finding['what'], detail: string): Finding {
  return { kind, what, detail };
}

/** Compares the answers to an event with what became of it. */
export function auditEvent(
  event: DrillEvent,
  answers: Answer[],
  of: {
    /** What is stored, in words. */
    stored: string[];
    isDoubled: boolean;
    isBorneOut: (answer: Answer) => boolean;
  },
): Finding[] {
  const detail =
    `${event.kind} event ${event.eventId}: answered ${answers.map(inWords).join(' and ') || 'never'}; ` +
    `stored ${of.stored.join(' and ') || 'nothing'}`;
  return [
    ...answers.filter((answer) => !of.isBorneOut(answer)).map(() => finding('lost', event.kind, detail)),
    ...(of.isDoubled ? [finding('doubled', event.kind, detail)] : []),
    ...(answers.length > 1 ? [finding('contradicted', event.kind, detail)] : []),
  ];
}

function inWords({ id, counted, attributionId }: Answer): string {
  return [
    id,
    ...(counted === undefined ? [] : [`counted ${counted}`]),
    ...(attributionId === undefined ? [] : [`attribution ${attributionId}`]),
  ].join(', ');
}
