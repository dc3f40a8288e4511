/** Why and what to do where a round is named that is not there, or is another organisation's. */
export const NO_SUCH_ROUND = { reason: 'There is no such round.', remedy: 'Choose one from the list of rounds.' } as const;
