import { z } from 'zod';
import { type InvitationCode, parseInvitationCode, writeInvitationCode } from '#shared/ballot/link.js';
import { Hash } from '#shared/ballot/manifest.js';
import { Answers } from '#shared/instrument/answers.js';
import type { Draft } from './screen.js';

/** What this tab remembers: the invitation, since it no longer stands in the address, and the answers not yet sent. Gone with the tab. */
export interface Tab {
  code(): InvitationCode | undefined;
  keepCode(code: InvitationCode): void;
  draft(code: InvitationCode): Draft | undefined;
  keepDraft(code: InvitationCode, draft: Draft): void;
  eraseDraft(): void;
  /** The round in which a ballot was sent from this tab: all that is left of the invitation afterwards. */
  sentIn(): Hash | undefined;
  /** The ballot is sent: answers and token go. */
  keepSent(manifest: Hash): void;
  erase(): void;
}

const CODE = 'candour.code';
const SENT = 'candour.sent';
const DRAFT = 'candour.draft';
const KeptDraft = z.object({ code: z.string(), answers: Answers, page: z.int().nonnegative() });

export function tabOf(storage: Storage): Tab {
  return {
    code: () => parseInvitationCode(storage.getItem(CODE) ?? ''),
    keepCode: (code) => put(storage, CODE, writeInvitationCode(code)),
    draft: (code) => draftIn(storage, writeInvitationCode(code)),
    keepDraft: (code, draft) => put(storage, DRAFT, JSON.stringify({ code: writeInvitationCode(code), ...draft })),
    eraseDraft: () => storage.removeItem(DRAFT),
    sentIn: () => Hash.safeParse(storage.getItem(SENT)).data,
    keepSent: (manifest) => {
      erase(storage);
      put(storage, SENT, manifest);
    },
    erase: () => erase(storage),
  };
}

function erase(storage: Storage): void {
  for (const key of [DRAFT, CODE, SENT]) storage.removeItem(key);
}

/** Answers of another invitation opened in the same tab are not shown to this one. */
function draftIn(storage: Storage, code: string): Draft | undefined {
  try {
    const kept = KeptDraft.safeParse(JSON.parse(storage.getItem(DRAFT) ?? 'null'));
    return kept.success && kept.data.code === code ? { answers: kept.data.answers, page: kept.data.page } : undefined;
  } catch {
    return undefined; // no JSON: as if it were not there
  }
}

/** A full storage loses the reload, not the answers on the page. */
function put(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    storage.removeItem(key);
  }
}
