import { Form } from '#shared/ballot/manifest.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { Instrument } from '#shared/instrument/instrument.js';
import { pagesOf, presentedOrder } from '#shared/instrument/pages.js';
import { SIGNALS } from '#shared/instrument/signal.js';

const itemsOf = (form: Form) => instrumentOf(form).signals.flatMap(({ id, items }) => items.map((item) => ({ ...item, signal: id })));

describe('the core and pulse forms', () => {
  test('both are instruments over the eleven signals, in their order', () => {
    for (const form of Form.options) {
      expect(Instrument.parse(instrumentOf(form))).toEqual(instrumentOf(form));
      expect(instrumentOf(form).signals.map(({ id }) => id)).toEqual(SIGNALS);
    }
  });

  test('the core has three items a signal, at least one of them keyed the other way', () => {
    expect(itemsOf('core')).toHaveLength(33);
    for (const { items } of instrumentOf('core').signals) {
      expect(items).toHaveLength(3);
      const reversed = items.filter((item) => item.reversed).length;
      expect(reversed).toBeGreaterThanOrEqual(1);
      expect(reversed).toBeLessThan(3);
    }
  });

  test("the pulse has one of the core's own items a signal, at least three keyed the other way", () => {
    expect(itemsOf('pulse')).toHaveLength(11);
    for (const { items } of instrumentOf('pulse').signals) expect(items).toHaveLength(1);
    for (const item of itemsOf('pulse')) expect(itemsOf('core')).toContainEqual(item);
    expect(itemsOf('pulse').filter((item) => item.reversed).length).toBeGreaterThanOrEqual(3);
  });

  test('whoever ticks "did not happen" wherever it is offered still has the 8 of 11 signals that an index needs', () => {
    for (const form of Form.options) {
      const scored = instrumentOf(form).signals.filter(({ items }) => 2 * items.filter((item) => !item.mayNotArise).length >= items.length);
      expect(11 * scored.length).toBeGreaterThanOrEqual(8 * SIGNALS.length);
    }
  });
});

describe('pages', () => {
  test.each(Form.options)('%s: every item once, 3 to 6 a page', (form) => {
    expect([...presentedOrder(form)].sort()).toEqual(
      itemsOf(form)
        .map(({ id }) => id)
        .sort(),
    );
    for (const page of pagesOf(form)) {
      expect(page.length).toBeGreaterThanOrEqual(3);
      expect(page.length).toBeLessThanOrEqual(6);
    }
  });

  test('the core has five pages or more, the pulse three or more', () => {
    expect(pagesOf('core').length).toBeGreaterThanOrEqual(5);
    expect(pagesOf('pulse').length).toBeGreaterThanOrEqual(3);
  });

  test.each(Form.options)('%s: no page asks twice about one signal, and each page holds items of both keys', (form) => {
    const items = new Map(itemsOf(form).map((item) => [item.id, item]));
    for (const page of pagesOf(form)) {
      const onPage = page.map((id) => items.get(id));
      expect(new Set(onPage.map((item) => item?.signal)).size).toBe(page.length);
      expect(new Set(onPage.map((item) => item?.reversed ?? false)).size).toBe(2);
    }
  });
});
