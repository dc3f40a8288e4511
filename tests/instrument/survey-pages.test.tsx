import { jest } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { type Answers, SKIPPED } from '#shared/instrument/answers.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import { prepareSurvey, SurveyPages, type SurveyPagesProps } from '../../client/src/ballot/survey/survey.js';

// What jsdom lacks of a browser.
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as never;
window.scrollTo = () => {};
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};

beforeAll(() => prepareSurvey(['en', 'he']));
beforeEach(() => window.history.pushState(null, ''));
afterEach(cleanup);

function show(props: Partial<SurveyPagesProps> = {}) {
  const onChange = jest.fn<SurveyPagesProps['onChange']>();
  const onFinished = jest.fn<SurveyPagesProps['onFinished']>();
  const onLeave = jest.fn<SurveyPagesProps['onLeave']>();
  const all = { form: 'pulse' as const, language: 'en' as const, answers: {}, page: 0, onChange, onFinished, onLeave, ...props };
  return { onChange, onFinished, onLeave, ...render(<SurveyPages {...all} />) };
}
const choose = (statement: RegExp, answer: string) =>
  fireEvent.click(within(screen.getByRole('radiogroup', { name: statement })).getByRole('radio', { name: answer }));
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const chosen = async (statement: RegExp) =>
  within(await screen.findByRole('radiogroup', { name: statement }))
    .queryByRole('radio', { checked: true })
    ?.getAttribute('value');
const standsOn = (page: string) => screen.findByText(page);

describe('the question pages', () => {
  test('an answer is told at once, with every other item as skipped, and counted in words and for a screen reader', async () => {
    const { onChange } = show();

    choose(/copied into emails/, 'Rarely');

    const expected: Answers = { ...Object.fromEntries(presentedOrder('pulse').map((id) => [id, SKIPPED])), 'cc-storm-1': 2 };
    await waitFor(() => expect(onChange).toHaveBeenLastCalledWith(expected, 0));
    expect(screen.getByText('1 of 11 answered')).toBeTruthy();
    expect(screen.getByRole('progressbar', { name: '1 of 11 answered' }).getAttribute('value')).toBe('1');
  });

  test('Back, on the page or in the browser, goes back a page and loses nothing', async () => {
    const { onChange } = show();
    choose(/copied into emails/, 'Often');
    press('Next');
    await standsOn('Page 2 of 3');
    choose(/first question was who did it/, 'Did not happen');

    act(() => window.history.back());
    await standsOn('Page 1 of 3');
    expect(await chosen(/copied into emails/)).toBe('4');

    act(() => window.history.forward());
    await standsOn('Page 2 of 3');
    expect(await chosen(/first question was who did it/)).toBe('9');

    press('Back');
    await standsOn('Page 1 of 3');
    expect(onChange.mock.lastCall?.[0]).toMatchObject({ 'cc-storm-1': 4, 'scapegoating-1': 9 });
  });

  test('opened again on a later page, the answers are there, and Back still goes back page by page', async () => {
    show({ page: 2, answers: { 'public-belittling-2': 1, 'cc-storm-1': 5 } });
    expect(screen.getByText('Page 3 of 3')).toBeTruthy();
    expect(await chosen(/put down in front/)).toBe('1');

    press('Back');
    await standsOn('Page 2 of 3');
    press('Back');
    await standsOn('Page 1 of 3');
    expect(await chosen(/copied into emails/)).toBe('5');
  });

  test('shown anew where the browser already stands on a page, that page wins', async () => {
    const first = show();
    press('Next');
    await standsOn('Page 2 of 3');
    first.unmount();
    show({ page: 0 });
    expect(screen.getByText('Page 2 of 3')).toBeTruthy();
  });

  test('nothing need be answered; the end gives every item', async () => {
    const { onFinished } = show();
    press('Next');
    press('Next');
    press('Review my answers');
    expect(onFinished).toHaveBeenCalledWith(Object.fromEntries(presentedOrder('pulse').map((id) => [id, SKIPPED])));
  });

  test('"leave and erase" is on every page, and asks before it erases', async () => {
    const { onLeave } = show();
    for (const page of ['Page 1 of 3', 'Page 2 of 3', 'Page 3 of 3']) {
      await standsOn(page);
      expect(screen.getByRole('button', { name: 'Leave and erase' })).toBeTruthy();
      if (page !== 'Page 3 of 3') press('Next');
    }
    press('Leave and erase');
    expect(onLeave).not.toHaveBeenCalled();
    press('Erase and leave');
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  test('"can\'t say" is offered with every statement', () => {
    show({ form: 'core' });
    for (const group of screen.getAllByRole('radiogroup')) within(group).getByRole('radio', { name: 'Can’t say' });
  });

  test('in Hebrew the page runs from right to left, and no word of it is in another language', () => {
    const { container } = show({ language: 'he', form: 'core' });
    expect(container.querySelector('section')?.getAttribute('dir')).toBe('rtl');
    expect([...container.querySelectorAll('[lang]')].map((element) => element.getAttribute('lang'))).toEqual(['he', 'he']);
    expect(container.textContent).not.toMatch(/[A-Za-z]/);
    for (const { value } of [...container.querySelectorAll('[aria-label]')].flatMap((e) => e.getAttributeNode('aria-label') ?? [])) {
      expect(value).not.toMatch(/[A-Za-z]/);
    }
  });

  test('no inline style sheet, no element that a strict policy would refuse', () => {
    const { container } = show();
    expect(container.querySelectorAll('style, script, link, iframe')).toHaveLength(0);
    expect(document.head.querySelectorAll('style')).toHaveLength(0);
  });

  test('a language that was not prepared is refused: loading it now would be a request after the ballot was collected', async () => {
    const { preparedWords } = await import('../../client/src/ballot/survey/prepared-words.js');
    expect(preparedWords('de')).toBe(preparedWords('en'));
    jest.resetModules();
    const fresh = await import('../../client/src/ballot/survey/prepared-words.js');
    expect(() => fresh.preparedWords('he')).toThrow('prepareSurvey');
  });
});
