import type { Form } from '../ballot/manifest.js';

/*
 * One fixed order for everybody. A page never asks twice about one signal, so that no page reads as an accusation of one thing,
 * and items keyed the other way are spread over every page, so that answering down one column shows.
 */
const CORE_PAGES: readonly (readonly string[])[] = [
  ['cc-storm-1', 'not-invented-here-3', 'closed-doors-1', 'escalation-2', 'mediocrity-1'],
  ['yes-people-2', 'silence-3', 'white-anting-1', 'scapegoating-1', 'public-belittling-3'],
  ['sycophancy-1', 'cc-storm-3', 'not-invented-here-1', 'closed-doors-2', 'escalation-3'],
  ['mediocrity-2', 'yes-people-1', 'silence-1', 'white-anting-3', 'public-belittling-1'],
  ['scapegoating-3', 'sycophancy-2', 'cc-storm-2', 'yes-people-3', 'not-invented-here-2'],
  ['closed-doors-3', 'escalation-1', 'silence-2', 'mediocrity-3'],
  ['public-belittling-2', 'white-anting-2', 'scapegoating-2', 'sycophancy-3'],
];

const PULSE_PAGES: readonly (readonly string[])[] = [
  ['cc-storm-1', 'silence-3', 'not-invented-here-1', 'mediocrity-1'],
  ['yes-people-3', 'white-anting-2', 'scapegoating-1', 'escalation-3'],
  ['public-belittling-2', 'sycophancy-1', 'closed-doors-3'],
];

/** The pages of a form, each a list of 3 to 6 item ids in the order in which everybody sees them. */
export function pagesOf(form: Form): readonly (readonly string[])[] {
  return form === 'core' ? CORE_PAGES : PULSE_PAGES;
}

/** Every item id of a form in the order in which it is presented: what runs of identical answers are counted along. */
export function presentedOrder(form: Form): string[] {
  return pagesOf(form).flat();
}
