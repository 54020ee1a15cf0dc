/** Why a click of test mode is not counted, by the rules of those that count, with the words for the developer. */
export function judgeTestClick(facts: {
  isBot: boolean;
  isPaused: boolean;
  /** The same visitor was counted for the affiliate a short while ago. */
  isCountedBefore: boolean;
}): { reason: 'bot' | 'paused' | 'duplicate'; message: string } | null {
  if (facts.isBot) {
    return { reason: 'bot', message: 'would not be counted: the user agent is a program' };
  }
  if (facts.isPaused) return { reason: 'paused', message: 'would not be counted: the affiliate is paused' };
  if (facts.isCountedBefore) {
    return {
      reason: 'duplicate',
      message: 'would not be counted: the same visitor was counted for this affiliate a short while ago',
    };
  }
  return null;
}
