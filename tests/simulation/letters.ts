import type { Post } from '#server/mail/mail.js';
import { parseInvitationCode } from '#shared/ballot/link.js';
import type { Chance } from './chance.js';

export interface SentLetter {
  address: string;
  token: string;
  hash: string;
}

/** A mail server that takes letters, or is away now and then. */
export interface Letters {
  post: Post;
  /** Those taken since they were asked for last. */
  taken(): SentLetter[];
}

const LINK = /https:\/\/\S+/;

export function letterBox(chance: Chance): Letters {
  let all: SentLetter[] = [];
  const post: Post = {
    async send({ to, body }) {
      if (chance.perhaps(0.02)) return { outcome: 'later', reason: 'greylisted' };
      if (chance.perhaps(0.005)) return { outcome: 'refused', reason: 'no such mailbox' };
      const code = parseInvitationCode(LINK.exec(body)?.[0] ?? '');
      all.push({ address: to.address, token: code?.token ?? '', hash: code?.manifest ?? '' });
      return { outcome: 'sent' };
    },
    close() {},
  };
  return {
    post,
    taken() {
      const taken = all;
      all = [];
      return taken;
    },
  };
}
