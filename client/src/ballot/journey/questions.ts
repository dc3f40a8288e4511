import { canonicalBytes } from '#shared/ballot/canonical.js';
import type { Manifest } from '#shared/ballot/manifest.js';
import { formContent } from '#shared/instrument/content.js';
import type { Language } from '#shared/instrument/language/languages.js';
import { castBallot } from '../protocol/cast.js';
import { collectBallots } from '../protocol/collect.js';
import { sha256Hex } from '../protocol/digest.js';
import { prepareSurvey, SurveyPages } from '../survey/survey.js';

/** Everything that is needed from Start to receipt, in one load: after the ballot is collected no script may be requested. */
export const questions = { SurveyPages, collectBallots, castBallot, prepare };
export type Questions = typeof questions;

/** Loads the words of the offered languages. False when this page's form is not the one whose hash the manifest froze. */
async function prepare(manifest: Manifest, languages: readonly Language[]): Promise<boolean> {
  await prepareSurvey(languages);
  return (await sha256Hex(canonicalBytes(formContent(manifest.form)))) === manifest.formHash;
}
