import type { MailWords } from './mail-words.js';

/** A name in any script, kept from turning the words around it (FIRST STRONG ISOLATE ... POP DIRECTIONAL ISOLATE). */
const name = (key: string): string => `\u2068{${key}}\u2069`;

export const WORDS: MailWords = {
  direction: 'rtl',
  subject: `${name('title')}: הזמנה אישית לענות בעילום שם`,
  greeting: `שלום ${name('name')},`,
  opening: `${name('organisation')} מבקש/ת לדעת איך מתמודדים כאן עם טעויות, עם חדשות רעות ועם אי־הסכמה. המענה אורך כ־{minutes} דקות, גם בטלפון, והוא מרצון.`,
  linkIs: 'הקישור האישי שלך:',
  codeIs: 'אם הקישור אינו נפתח, יש להיכנס אל {address} ולהדביק את הקוד הזה:',
  // From left to right whatever it begins with: after Hebrew a group of digits would change places with the others.
  roundCode: 'קוד הסבב הוא \u2066{code}\u2069. הוא זהה אצל כולם: כדאי להשוות אותו עם עמית או עמיתה ועם המודעה. אם הוא שונה, אין לענות.',
  until: 'אפשר לענות מ־{opens} ועד {closes}.',
  untilEarlier: 'אפשר לענות מ־{opens} ועד {closes}; משאבי אנוש רשאים לסיים החל מ־{mayCloseFrom}.',
  anonymous:
    'הקישור מוחלף בפתק ריק ללא שם; התשובות נשלחות עם הפתק הזה, לא עם הקישור. לאיש לא מוצג אם השתתפת, אלא אם כל חברי הקבוצה השתתפו.',
  k: 'תוצאה מוצגת רק כשעומדים מאחוריה לפחות {k} אנשים.',
  readers: 'את התוצאות קוראים: {readers}.',
  ownResults: 'החל ב־{date} כולם יכולים לראות את התוצאה של הארגון כולו, דרך אותו קישור. אם יענו מעט מדי, לא תהיה תוצאה.',
  personal: 'הקישור הוא שלך בלבד: אין להעביר אותו הלאה.',
  noReply: 'הודעה זו נשלחה לכל המוזמנים שיש להם כתובת. איננו יודעים אם ענית.',
  roles: { hr: 'משאבי אנוש', executive: 'ההנהלה', steward: 'נאמן/ת הסבב' },
  sheet: {
    title: 'הזמנות אישיות',
    scan: 'יש לסרוק בטלפון,',
    orOpen: 'או להיכנס אל {address} ולהקליד את הקוד:',
    handOut: 'יש לגזור לאורך הקווים ולמסור כל פתק למי ששמו כתוב עליו. מי שמחזיק בפתק יכול לענות במקום אותו אדם.',
    part: 'פתקים {from} עד {to} מתוך {all}',
    unit: 'יחידה',
  },
};
