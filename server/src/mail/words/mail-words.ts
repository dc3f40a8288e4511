/** Everything the invitation and the printed sheet say, in one language. Words in `{braces}` are filled in. */
export interface MailWords {
  direction: 'ltr' | 'rtl';
  subject: string;
  greeting: string;
  /** Who asks, about what. */
  opening: string;
  linkIs: string;
  codeIs: string;
  /** The round code, and what it is for. */
  roundCode: string;
  until: string;
  /** Where HR may end the round before its close. */
  untilEarlier: string;
  /** As the ballot's first screen promises it, no more. */
  anonymous: string;
  k: string;
  readers: string;
  ownResults: string;
  personal: string;
  noReply: string;
  roles: { hr: string; executive: string; steward: string };
  sheet: { title: string; scan: string; orOpen: string; handOut: string; part: string; unit: string };
}
