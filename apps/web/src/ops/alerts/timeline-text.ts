import type { TimelineEntry } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';

type Entry = Exclude<TimelineEntry, { kind: 'delivery' }>;
type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

/** A timeline entry in words. `note` is what an operator wrote. */
export interface EntryText {
  title: string;
  detail: string | null;
  note: string | null;
}

const withheld: Record<Exclude<Of<'suppressed'>['reason'], 'muted'>, string> = {
  grouped: 'Held back to go out in one message with others',
  cooldown: 'Not announced: this level was announced shortly before',
  snoozed: 'Not announced: the alert is snoozed',
  acknowledged: 'No reminder: somebody is taking care of it',
  no_channel: 'Announced to nobody: no channel is set up',
};

/** Describes an entry of the timeline. `formatTime` formats an instant for the reader. */
export function describeEntry(entry: Entry, formatTime: (instant: string) => string): EntryText {
  switch (entry.kind) {
    case 'opened':
      return say(
        entry.stock === null ? 'Opened' : `Opened at ${formatCount(entry.stock)}`,
        describeThreshold(entry),
      );
    case 'announced':
      return say(describeAnnouncement(entry));
    case 'suppressed':
      if (entry.reason === 'muted') return describeMute(entry, formatTime);
      return say(withheld[entry.reason], entry.stock === null ? null : `At ${formatCount(entry.stock)}.`);
    case 'acknowledged':
      return say(`Acknowledged by ${entry.by}`, null, entry.note);
    case 'snoozed':
      return say(`Snoozed by ${entry.by}`, `Until ${formatTime(entry.until)}.`, entry.note);
    case 'reopened':
      return entry.by === null ? say('The snooze ended') : say(`Reopened by ${entry.by}`, null, entry.note);
    case 'resolved':
      return say(describeResolution(entry));
  }
}

function say(title: string, detail: string | null = null, note: string | null = null): EntryText {
  return { title, detail, note };
}

function describeMute(
  { by, until, stock }: Of<'suppressed'>,
  formatTime: (instant: string) => string,
): EntryText {
  const at = stock === null ? '' : `At ${formatCount(stock)}. `;
  return say(
    `Not announced: muted by ${by ?? 'somebody'}`,
    `${at}${until === null ? 'Until somebody ends the mute.' : `Until ${formatTime(until)}.`}`,
  );
}

function describeThreshold({ threshold }: Of<'opened'>): string | null {
  return threshold === null ? null : `The threshold was ${formatCount(threshold)}.`;
}

function describeAnnouncement({ reason, stock }: Of<'announced'>): string {
  const at = stock === null ? '' : ` at ${formatCount(stock)}`;
  switch (reason) {
    case 'lower':
      return `Announced again${at}: lower than before`;
    case 'reminder':
      return `Reminder${at}`;
    case 'first_channel':
      return `Announced again${at}: a channel is set up now`;
    case 'new':
    case null:
      return `Announced${at}`;
  }
}

function describeResolution({ reason, stock }: Of<'resolved'>): string {
  switch (reason) {
    case 'threshold':
      return 'Resolved: the threshold was lowered';
    case 'archived':
      return 'Resolved: the product was archived';
    case 'restocked':
    case null:
      return stock === null ? 'Resolved: restocked' : `Resolved: restocked to ${formatCount(stock)}`;
  }
}
