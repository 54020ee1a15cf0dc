/** Fields that name who did something: an email address for a person, else the kind of key. */
const ACTOR_FIELDS: ReadonlySet<string> = new Set([
  'by',
  'actor',
  'createdBy',
  'decidedBy',
  'acknowledgedBy',
  'snoozedBy',
  'invitedBy',
]);

const SOMEBODY = 'a person';

/** Returns an answer as keys may read it: that a person did something, not who. A key may be in anybody's hands. */
export function hidePeople(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(hidePeople);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      typeof value === 'string' && ACTOR_FIELDS.has(name) && value.includes('@')
        ? SOMEBODY
        : hidePeople(value),
    ]),
  );
}
