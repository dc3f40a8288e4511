export {
  type BoxKey,
  fingerprintOf,
  makeBoxKey,
  makeSigningKey,
  makeSigningKeys,
  publicKeyText,
  type SigningKey,
  type SigningKeys,
} from './make-keys.js';
export {
  destroyRoundSecrets,
  type KeyNeeds,
  keepRoundSecrets,
  type RoundSecrets,
  readBoxKey,
  readMailKey,
  readSigningKeys,
} from './round-secrets.js';
export { KeyDoesNotOpen, unwrapKey, wrapKey } from './wrap.js';
