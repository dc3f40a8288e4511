import type { SignalWords } from '../words.js';

export const SIGNAL_WORDS: SignalWords = {
  'cc-storm': {
    label: 'Copying everyone',
    alias: 'cc-storms',
    explanation: 'Threads cascade until “everyone” is copied, for cover rather than for information.',
  },
  'public-belittling': {
    label: 'Belittling in public',
    explanation: 'A problem, once found, is shown to an audience to belittle someone instead of being taken up with the people concerned.',
  },
  'white-anting': {
    label: 'Undermining behind backs',
    alias: 'white-anting',
    explanation: 'People and plans are quietly undermined, and nothing is said openly.',
  },
  'closed-doors': {
    label: 'Closed doors',
    explanation: 'Decisions and news are kept behind closed doors, and leaders cannot be approached.',
  },
  'not-invented-here': {
    label: 'Not invented here',
    explanation: 'Ideas are rejected because of where they come from, not because of what they are worth.',
  },
  escalation: {
    label: 'Escalation over solution',
    explanation: 'Issues are pushed up the hierarchy instead of the problem at hand being worked on.',
  },
  silence: {
    label: 'Silence',
    explanation: 'People keep quiet about things that could have a material impact.',
  },
  'yes-people': {
    label: 'Yes-people',
    explanation: 'People agree with the boss, whatever they think.',
  },
  sycophancy: {
    label: 'Sycophant support',
    explanation: 'Favour, access and protection go to those who flatter.',
  },
  mediocrity: {
    label: 'Accepted mediocrity',
    explanation: 'Poor work is tolerated, and nobody may say so.',
  },
  scapegoating: {
    label: 'Finding someone to blame',
    alias: 'scapegoating',
    explanation: 'After a mistake, the hunt for a culprit comes before the search for the cause.',
  },
};
