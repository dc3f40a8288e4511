import { isolated } from './isolated.js';

/** Everything an employee reads around the questions, in English. The other languages have the same members. */
export const words = {
  product: 'Candour',
  languages: 'Language',
  languageMissed: 'This language could not be loaded. Check your connection.',
  leave: 'Leave and erase',
  back: 'Back',
  retry: 'Try again',
  opening: 'Opening your invitation',
  pageTitle: (title: string) => `${title} - anonymous survey`,

  start: {
    invited: (organisation: string) => `${isolated(organisation)} asks for your view`,
    code: 'Round code',
    codeNote: 'Should match the notice on your board. Compare it with a colleague if you like.',
    whyLink: 'Why is my link personal?',
    whyLinkAnswer:
      'So that each person gets one ballot. Your link is exchanged for a blank ballot without a name; your answers travel with that ballot, not with your link.',
    whoSees: 'Who sees what?',
    whoSeesAnswer: (readers: string, k: number, when: string, unit: string, people: number) =>
      `${readers} see results for groups where at least ${k} answered, ${when}. Fewer answers are hidden, and there may be no result at all. You are counted in: ${isolated(unit)}, ${people} people. Nobody is shown whether you took part, unless everyone in your group did.`,
    after: (date: string) => `after ${date}`,
    afterEarliest: (date: string) => `once it has closed, ${date} at the earliest`,
    employeesSee: (date: string) => `You can see the company's result from ${date}.`,
    whatPoints: 'What could still point to you?',
    whatPointsAnswer:
      'A company device or company network may record what you do. Sending right after opening can be matched by whoever runs this server. Your own phone on mobile data is safer. Not answering is fine too.',
    closes: (date: string) => `Open until ${date}.`,
    closesOrEarlier: (date: string, from: string) => `Open until ${date}; HR may end it from ${from}.`,
    changed: (reason: string) => `The closing time was changed: ${isolated(reason)}`,
    continue: 'Continue',
  },
  readers: { hr: 'HR', executive: 'leaders', steward: 'the steward' },

  unit: {
    title: 'Your group',
    question: (unit: string, people: number) => `You count as ${isolated(unit)}, ${people} people: right?`,
    within: (above: readonly string[]) => `It belongs to: ${above.map(isolated).join(' / ')}`,
    formed: 'Small groups are counted together, and who leads a unit counts with the unit above it.',
    note: 'Your answers are counted with this group. It is the only thing about you that travels with them.',
    start: 'Yes, start',
    preparing: 'Preparing the questions…',
    prepareFailed: 'The questions could not be loaded. Check your connection.',
    no: 'No, that is wrong',
    keepsNothing:
      'This browser keeps nothing (a private window, perhaps). Do not close or reload the page before you have your receipt: your answers would be lost.',
  },
  notYourUnit: {
    title: 'Not your group?',
    text: 'Do not answer for a group that is not yours. Tell HR that the list of groups is wrong; they see no answer and need not know whether you answered. If nearly everything fits, you may still answer: the result is counted in the group shown.',
    back: 'Back to my group',
  },
  collecting: { title: 'Fetching your blank ballot', text: 'Your link is being exchanged for a ballot without a name.' },

  summary: {
    title: 'Ready to send?',
    answered: (answered: number, total: number) =>
      `You answered ${answered} of ${total} statements.${answered < total ? ' The others count as skipped.' : ''}`,
    once: 'Once sent, a ballot cannot be changed or taken back: it carries no name by which yours could be found.',
    sentBefore:
      'You pressed Send before, but no receipt came back. If that ballot arrived, the answers sent then are the ones that count. Sending again is harmless: it counts once.',
    exactly: 'Show exactly what is sent',
    exactlyNote:
      'This and nothing else: no name, no link, no cookie. The id is a random number that this device made. The signature shows that it is a valid ballot of your group.',
    notYet: 'Made when you press Send',
    send: 'Send',
    change: 'Back to the questions',
    otherWays: 'Other ways to send',
    otherWaysText:
      'Sending from your own phone on mobile data is safer than a company device or network. Sending at another time of day than you opened the link is safer too: your ballot waits on this device, and your answers in this tab, while you leave the page open.',
  },
  sending: { title: 'Sending', text: 'Your ballot is being counted.' },

  receipt: {
    title: 'Your ballot was counted',
    text: 'This shows that a ballot was counted, not what it says. Nobody may ask you for it. You need not keep it.',
    show: 'Show it to nobody, not even after the survey has closed, unless the check does not find it.',
    label: 'Receipt',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Copying is not allowed here: select the text instead.',
    save: 'Save as a file',
    fileName: 'receipt.txt',
    check: 'Check a receipt',
    checkNote: (date: string) => `Soon after ${date} you can check that it stands in the public list of counted ballots.`,
  },
  sent: {
    title: 'A ballot was sent from this device',
    text: 'If it was yours, you are done: thank you. Each person has one ballot.',
    other: 'If somebody else sent it, go on with your own link.',
    goOn: 'Go on with my own ballot',
  },
  waiting: {
    title: 'Your ballot is waiting on this device',
    text: 'You fetched it and have not sent it yet. Answers not sent stay only in the tab in which you gave them.',
    sentBefore:
      'You pressed Send, but no receipt came back. Go on and send again: it counts once, and if the first try arrived, the answers sent then are the ones that count.',
    goOn: 'Go on',
  },
  elsewhere: {
    title: 'A ballot was already fetched',
    text: 'A ballot was already fetched with your invitation. We do not know whether it was sent or what it says.',
    yours: 'Yours, on another device? Finish there.',
    lost: 'Lost? Take a replacement.',
    notYou: 'Not you? Take a replacement and tell the steward named on the notice.',
    take: 'Take a replacement',
    notMe: 'It was not me',
    notMeNote: 'This adds one to a public count, without your name.',
    told: 'Noted, without your name. Please tell the steward named on the notice too.',
    failed: 'That did not get through. Try again.',
  },
  noneLeft: {
    title: 'No replacement is left',
    text: 'Each person can take one replacement, and each group has a few. There is none for you any more, so no ballot can be given here. If a ballot is waiting on another device, it can still be sent from there.',
    notYou: 'If you never fetched a ballot, tell the steward named on the notice.',
  },
  notOpen: {
    title: 'Not open yet',
    text: (from: string, until: string) => `This survey opens on ${from} and closes on ${until}. Your link will work then.`,
  },
  closed: {
    title: 'The survey is closed',
    text: (date: string) => `It closed on ${date}. No more ballots are taken.`,
    late: 'Your ballot arrived too late and was not counted. Your answers were not stored.',
    check: 'Check a receipt, see the result',
  },
  cancelled: {
    title: 'The survey was cancelled',
    text: 'All ballots were destroyed. Nothing will be published.',
    reason: (reason: string) => `Reason given: ${reason}`,
  },
  incomplete: {
    title: 'The link is incomplete',
    text: 'Some mail programs cut links. Copy the whole link or the code from your invitation and paste it here.',
    label: 'Link or code',
    open: 'Open',
    wrong: 'This is not a whole link or code. It has 26 characters, a full stop, and 52 more.',
  },
  unknown: {
    title: 'This link is not known here',
    text: 'Check that you copied all of it, from the newest invitation. If it still does not work, ask HR for the address of the survey; they see no answer.',
  },
  unsuitable: {
    title: 'This browser cannot keep your ballot secret',
    text: 'It lacks the cryptography that separates your link from your answers, or the page was not opened over https. Open your link in a current version of Firefox, Chrome, Edge or Safari, best on your own phone.',
  },
  lost: {
    title: 'No connection',
    opening: 'The survey could not be reached. Opening it sends no answer.',
    collecting: 'Your blank ballot could not be fetched. Trying again is safe: it is the same ballot.',
    sending:
      'No receipt came back. Trying again is safe: the same ballot counts once, however often it is sent. Your answers are kept in this tab.',
  },
  mistrusted: {
    title: 'Something does not fit: please do not answer here',
    text: 'This browser compared what the server sent with your link, and it does not fit. Your answers might not stay anonymous. Show this page to the steward named on the notice.',
    why: {
      differs: 'The terms of the survey are not the ones of your link.',
      unreadable: 'The terms of the survey cannot be read.',
      'unit-too-small': 'A group has fewer people than the terms promise.',
      'key-used-twice': 'Two groups share one key.',
      'key-missing': 'A group has no key.',
      'form-differs': 'The questions are not the ones that the terms name.',
      'key-differs': 'The key for your group is not the one that the terms name.',
      'signature-wrong': 'The ballot that came back is not valid.',
      'receipt-wrong': 'The receipt that came back belongs to another ballot.',
    },
  },
  refused: {
    title: 'That did not work',
    text: (code: string) =>
      `The server refused with "${code}". Open your link again; if it stays so, tell the steward named on the notice.`,
    storage:
      'This browser did not keep the ballot, so none was fetched. Free some space or use another browser, then open your link again.',
    cookie: 'This browser sent a cookie that would tell who you are, so the server refused. Open your link in a private window.',
  },
  erased: {
    title: 'Erased',
    nothing: 'Nothing of this survey is kept on this device. You can close the page.',
    ballot:
      'Your answers were erased, and nothing was sent unless you pressed Send. The blank ballot is still on this device, so that you can answer later with your link. If you erase it too, you will need a replacement to answer.',
    receipt: 'Your link was erased from this tab. The receipt is still on this device.',
    eraseBallot: 'Erase the blank ballot too',
    eraseReceipt: 'Erase the receipt too',
  },
  fault: {
    title: 'Something went wrong on this page',
    text: 'Nothing more was sent. Reload the page; what you answered is kept in this tab.',
    reload: 'Reload',
  },

  check: {
    title: 'Check a receipt',
    intro:
      'Paste a receipt. The public list of counted ballots is downloaded whole and searched on this device: your receipt goes nowhere.',
    label: 'Receipt',
    button: 'Check',
    checking: 'Checking…',
    notReceipt: 'This is not a whole receipt. It begins with CR1- and has 175 characters.',
    found: 'Found: this ballot was counted.',
    notFound: 'Not found: this ballot is not in the list of counted ballots. Show the receipt to the steward named on the notice.',
    signed: 'The receipt was signed by this survey.',
    notSigned: 'The signature does not fit: this receipt was not issued by this survey.',
    cannotTell: 'This browser could not check the signature.',
    notPublished: 'The list is published when the survey has closed. Come back then.',
    unknown: 'This server does not know the survey of this receipt.',
    differs: 'The terms that this server sent do not fit the receipt. Show it to the steward named on the notice.',
    totals: 'Totals of the survey',
    total: {
      roll: 'Invited',
      collected: 'Ballots fetched',
      counted: 'Ballots counted',
      replacements: 'Replacements',
      additions: 'Added afterwards',
      notMe: 'Said "it was not me"',
    },
    index: "The company's result",
    indexText: (mean: string, interval: string) => `Fear index: ${mean} of 100${interval}. Lower is better.`,
    interval: (low: string, high: string) => ` (between ${low} and ${high})`,
    end: {
      exact: (mean: string) => mean,
      'or-under': (mean: string) => `${mean} or under`,
      'or-over': (mean: string) => `${mean} or over`,
    },
    indexHidden: 'Too few answered for a result to be shown.',
    withoutResults: 'The survey was published without results.',
    indexFrom: (date: string) => `The company's result is shown here from ${date}.`,
  },
};

export type Words = typeof words;
