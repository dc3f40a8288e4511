import type { Clock } from '../clock.js';
import type { Registrar } from '../storage/port/registrar.js';
import type { RoundKeys } from '../storage/port/round-keys.js';
import type { Post } from './post.js';

/** What mail and sheets work with. Never a roll: nothing here can know whether a ballot was fetched. */
export interface MailNeeds {
  registrar: Pick<Registrar, 'organisations' | 'rounds' | 'outbox' | 'ledger'>;
  keys: RoundKeys;
  sessionSecret: string;
  clock: Clock;
  /** Where people's browsers find the server, without a slash at the end. */
  baseUrl: string;
  /** Undefined where no SMTP_URL is set: then every link is printed. */
  post: Post | undefined;
  /** Aborted when the server is told to stop: no further letters are taken in hand. */
  stopping?: AbortSignal;
  /** There is mail to send now. */
  wake(): void;
}
