/**
 * The question pages: the only folder that knows SurveyJS. Load it by `import()`, and `prepareSurvey` before the ballot is collected:
 * afterwards no script may be requested.
 */

export { prepareSurvey } from './prepared-words.js';
export { SurveyPages, type SurveyPagesProps } from './survey-pages.js';
