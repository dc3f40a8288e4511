export type { MailNeeds } from './mail-needs.js';
export { openPost, type Post } from './post.js';
export { printSheet } from './print-sheet.js';
export { readInvitationMail, retryFailedMail } from './read-invitation-mail.js';
export { sendWaitingMail } from './send-waiting-mail.js';
