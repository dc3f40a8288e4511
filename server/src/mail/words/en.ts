import type { MailWords } from './mail-words.js';

export const WORDS: MailWords = {
  direction: 'ltr',
  subject: '{title}: your invitation to answer anonymously',
  greeting: 'Hello {name},',
  opening:
    '{organisation} asks how people here deal with mistakes, bad news and disagreement. Answering takes about {minutes} minutes, also on a phone. It is voluntary.',
  linkIs: 'Your personal link:',
  codeIs: 'If the link does not open, go to {address} and paste this code:',
  roundCode:
    'The round code is {code}. It is the same for everybody: compare it with a colleague and with the notice. If it differs, do not answer.',
  until: 'You can answer from {opens} to {closes}.',
  untilEarlier: 'You can answer from {opens} to {closes}; HR may end it from {mayCloseFrom}.',
  anonymous:
    'Your link is exchanged for a blank ballot without a name; your answers travel with that ballot, not with your link. Nobody is shown whether you took part, unless everyone in your group did.',
  k: 'A result is shown only where at least {k} people stand behind it.',
  readers: 'Results are read by: {readers}.',
  ownResults: 'From {date} everybody can see the result for the whole organisation, by this same link. There is none if too few answer.',
  personal: 'The link is yours alone: do not pass it on.',
  noReply: 'This mail was sent to everybody who is invited and has an address. We do not know whether you have answered.',
  roles: { hr: 'HR', executive: 'executives', steward: 'the steward' },
  sheet: {
    title: 'Personal invitations',
    scan: 'Scan this with your phone,',
    orOpen: 'or open {address} and type the code:',
    handOut: 'Cut along the lines and hand each slip to the person named on it. Whoever holds a slip can answer in that person’s place.',
    part: 'Slips {from} to {to} of {all}',
    unit: 'Unit',
  },
};
