import type { Form } from '../ballot/manifest.js';
import type { Instrument, Item, Signal } from './instrument.js';
import type { SignalId } from './signal.js';

/** Keyed the other way: a high answer is the good one. */
const R = { reversed: true } as const;
/** Presupposes an event (a mistake, a disagreement) that three months may not have held. */
const M = { mayNotArise: true } as const;

const signal = (id: SignalId, ...flags: Omit<Item, 'id'>[]): Signal => ({
  id,
  items: flags.map((flag, index) => ({ id: `${id}-${index + 1}`, ...flag })),
});

/**
 * The core form: eleven signals of three items, the third keyed the other way. Wording is in `language/form/`, by item id.
 * At most three signals have two items that may not arise: whoever ticks "did not happen" wherever it is offered still has an index.
 */
export const CORE: Instrument = {
  name: 'core',
  scale: { min: 1, max: 5 },
  signals: [
    signal('cc-storm', {}, {}, R),
    signal('public-belittling', {}, {}, { ...R, ...M }),
    signal('white-anting', {}, {}, { ...R, ...M }),
    signal('closed-doors', {}, {}, R),
    signal('not-invented-here', {}, {}, { ...R, ...M }),
    signal('escalation', {}, {}, { ...R, ...M }),
    signal('silence', {}, {}, { ...R, ...M }),
    signal('yes-people', {}, {}, R),
    signal('sycophancy', {}, {}, { ...R, ...M }),
    signal('mediocrity', {}, M, { ...R, ...M }),
    signal('scapegoating', M, {}, { ...R, ...M }),
  ],
};

/** Four of eleven are keyed the other way; three may not arise, so that "did not happen" on all of them still leaves the eight signals an index needs. */
const PULSE_ITEMS: ReadonlySet<string> = new Set([
  'cc-storm-1',
  'public-belittling-2',
  'white-anting-2',
  'closed-doors-3',
  'not-invented-here-1',
  'escalation-3',
  'silence-3',
  'yes-people-3',
  'sycophancy-1',
  'mediocrity-1',
  'scapegoating-1',
]);

/** The pulse form: one item a signal, each the core's own item with its id, wording and keying, so that both forms can be compared. */
export const PULSE: Instrument = {
  name: 'pulse',
  scale: CORE.scale,
  signals: CORE.signals.map(({ id, items }) => ({ id, items: items.filter((item) => PULSE_ITEMS.has(item.id)) })),
};

/** The instrument of a form. */
export function instrumentOf(form: Form): Instrument {
  return form === 'core' ? CORE : PULSE;
}
