import type { RoundId } from '#shared/ballot/manifest.js';
import type { rounds } from '#shared/contract/rounds.js';
import { type MailNeeds, printSheet, readInvitationMail, retryFailedMail } from '../../mail/mail.js';
import {
  addPerson,
  beginLaunch,
  cancelRound,
  changeRound,
  createRound,
  deleteDraft,
  endRound,
  extendRound,
  listRounds,
  type RoundNeeds,
  readParticipation,
  readPrivacyPreview,
  readRound,
  readTerms,
} from '../../rounds/rounds.js';
import type { Caller, Handlers } from '../handler.js';

export function roundHandlers(needs: RoundNeeds, mail: MailNeeds) {
  return {
    listRounds: async ({ caller: { organisation } }) => ({ rounds: await listRounds(needs, { organisation }) }),
    createRound: ({ caller: { organisation, account }, request: { body } }) =>
      createRound(needs, { organisation, by: account.name, draft: body }),
    readRound: (call) => readRound(needs, actOf(call)),
    changeRound: (call) => changeRound(needs, { ...actOf(call), draft: call.request.body }),
    async deleteDraft(call) {
      await deleteDraft(needs, actOf(call));
      return undefined;
    },
    readPrivacyPreview: (call) => readPrivacyPreview(needs, actOf(call)),
    launchRound: (call) => beginLaunch(needs, actOf(call)),
    readParticipation: (call) => readParticipation(needs, actOf(call)),
    readInvitationMail: (call) => readInvitationMail(mail, actOf(call)),
    retryFailedMail: (call) => retryFailedMail(mail, actOf(call)),
    printSheet: async (call) => ({ content: printSheet(mail, { ...actOf(call), from: call.request.query.from }) }),
    addPerson: (call) => addPerson(needs, { ...actOf(call), ...call.request.body }),
    extendRound: (call) => extendRound(needs, { ...actOf(call), ...call.request.body }),
    endRound: (call) => endRound(needs, { ...actOf(call), ...call.request.body }),
    cancelRound: (call) => cancelRound(needs, { ...actOf(call), ...call.request.body }),
    readTerms: (call) => readTerms(needs, actOf(call)),
  } satisfies Handlers<typeof rounds>;
}

function actOf({ caller, request }: { caller: Caller; request: { params: { round: RoundId } } }) {
  return { organisation: caller.organisation, by: caller.account.name, round: request.params.round };
}
