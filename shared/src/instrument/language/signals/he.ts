import type { SignalWords } from '../words.js';

export const SIGNAL_WORDS: SignalWords = {
  'cc-storm': {
    label: 'כולם מכותבים',
    alias: 'סערות כיתוב',
    explanation: 'שרשורים מתגלגלים עד ש״כולם״ מכותבים, לשם כיסוי ולא לשם מידע.',
  },
  'public-belittling': {
    label: 'השפלה בפומבי',
    explanation: 'בעיה שהתגלתה מוצגת לעיני קהל כדי להשפיל אדם, במקום להתברר עם הנוגעים בדבר.',
  },
  'white-anting': {
    label: 'חתירה מאחורי הגב',
    alias: 'כרסום שקט',
    explanation: 'חותרים בשקט תחת אנשים ותוכניות במקום לדבר בגלוי.',
  },
  'closed-doors': {
    label: 'דלתות סגורות',
    explanation: 'החלטות וחדשות נשארות מאחורי דלתות סגורות, וקשה לגשת להנהלה.',
  },
  'not-invented-here': {
    label: 'לא הומצא כאן',
    explanation: 'רעיונות נדחים בגלל מקורם ולא בגלל ערכם.',
  },
  escalation: {
    label: 'הסלמה במקום פתרון',
    explanation: 'דוחפים נושאים במעלה ההיררכיה במקום לטפל בבעיה עצמה.',
  },
  silence: {
    label: 'שתיקה',
    explanation: 'אנשים שותקים על דברים שעלולה להיות להם השפעה של ממש.',
  },
  'yes-people': {
    label: 'אומרי הן',
    explanation: 'מסכימים עם הממונה, בלי קשר למה שחושבים.',
  },
  sycophancy: {
    label: 'חנופה משתלמת',
    explanation: 'העדפה, גישה והגנה ניתנות למי שמתחנפים.',
  },
  mediocrity: {
    label: 'השלמה עם בינוניות',
    explanation: 'עבודה ירודה מתקבלת בשתיקה, ואסור לומר זאת.',
  },
  scapegoating: {
    label: 'חיפוש אשמים',
    alias: 'שעיר לעזאזל',
    explanation: 'אחרי טעות, הציד אחר אשמים קודם לחיפוש הסיבה.',
  },
};
