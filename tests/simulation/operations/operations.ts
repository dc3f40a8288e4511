import { castAgain, castFirst } from './cast.js';
import { collectAgain, collectElsewhere, collectFirst, sayNotMe } from './collect.js';
import { changeDraft, createDraft, deleteDraft, launch } from './drafts.js';
import { castForged, collectForged } from './forge.js';
import { crash, crowd, restart, rush } from './machines.js';
import { addSomebody, cancel, endEarly, extend } from './office.js';
import type { Operation } from './operation.js';
import { readAsOffice, readInPublic } from './read.js';
import { importRoster } from './roster.js';
import { stalledLaunch, stalledTurn, stalledVoter } from './stalls.js';
import { jump, oneTurn, passTime, settle, twoTurns } from './time.js';

export const OPERATIONS: readonly Operation[] = [
  ...[importRoster, createDraft, changeDraft, deleteDraft, launch, addSomebody, extend, endEarly, cancel],
  ...[collectFirst, collectAgain, collectElsewhere, sayNotMe, castFirst, castAgain, castForged, collectForged],
  ...[
    passTime,
    jump,
    oneTurn,
    twoTurns,
    settle,
    crash,
    restart,
    stalledTurn,
    stalledVoter,
    stalledLaunch,
    rush,
    crowd,
    readAsOffice,
    readInPublic,
  ],
];
