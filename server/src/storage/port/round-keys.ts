import type { RoundId } from '#shared/ballot/manifest.js';

/** What a round's secrets are kept under: `signing` (each unit's RSA keys), `mail` (the key tokens are made from), `box` (receipts). */
export type KeyName = 'signing' | 'mail' | 'box';

/** A round's secrets, wrapped before they come here. Never in the registrar, never in a backup of an open round. */
export interface RoundKeys {
  /** Keeps the wrapped key, on disk before it returns; an earlier one of the name is overwritten. */
  keep(round: RoundId, name: KeyName, wrapped: Uint8Array): Promise<void>;
  read(round: RoundId, name: KeyName): Promise<Uint8Array | undefined>;
  /** Overwrites and removes it. Nothing to destroy is no fault. */
  destroy(round: RoundId, name: KeyName): Promise<void>;
  close(): Promise<void>;
}
