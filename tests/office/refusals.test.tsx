import './browser-globals.js';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { CallRefused } from '../../client/src/api/refused.js';
import { officeWords } from '../../client/src/office/language/words.js';
import { Checkboxes, Radios, Select, TextField } from '../../client/src/ui/field.js';
import { Form } from '../../client/src/ui/form.js';

afterEach(cleanup);

type Parts = CallRefused['parts'];
const refusal = (parts: Parts) => new CallRefused('input-malformed', 400, parts);
const choices = [
  { id: 'a', label: 'One' },
  { id: 'b', label: 'Two' },
];

/** A form with a field of each kind, whose last try was refused. */
function aForm(refused: CallRefused | null, { withCode = true } = {}) {
  const sent: FormData[] = [];
  const form = (now: CallRefused | null) => (
    <I18nextProvider i18n={officeWords('en')}>
      <Form refused={now} onSubmit={(fields) => sent.push(fields)}>
        <input type="hidden" name="token" value="t" readOnly />
        {withCode ? <TextField name="code" label="Code" defaultValue="1" required /> : null}
        <TextField name="closes" label="Closes" defaultValue="2" />
        <Checkboxes name="roles" label="Roles" choices={choices} defaultValue={['a']} />
        <Radios name="person" label="Person" choices={choices} defaultValue="a" />
        <Select name="k" label="K" choices={choices} defaultValue="a" />
        <button type="submit">Send</button>
      </Form>
    </I18nextProvider>
  );
  const page = render(form(null));
  page.rerender(form(refused));
  return { sent, again: (next: CallRefused) => page.rerender(form(next)) };
}

const alerts = () => screen.queryAllByRole('alert').map(({ textContent }) => textContent);
const timesTold = (text: string) => document.body.textContent?.split(text).length ?? 0;

test.each([
  ['a text field', 'code', () => screen.getByLabelText('Code')],
  ['boxes', 'roles.0', () => screen.getByRole('group', { name: 'Roles' })],
  ['one of several', 'person', () => screen.getByRole('radiogroup')],
  ['a list', 'body.k', () => screen.getByLabelText('K')],
])('a refusal that names %s is told once, there, and read out', (_, field, take) => {
  aForm(refusal({ field, reason: 'It is used up.', remedy: 'Wait for the next.' }));
  expect(alerts()).toEqual(['It is used up. Wait for the next.']);
  expect(timesTold('It is used up.') - 1).toBe(1);
  const described = take().getAttribute('aria-describedby')?.split(' ') ?? [];
  expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('It is used up. Wait for the next.');
});

test.each([
  ['no field', {}],
  ['a field that nobody sees', { field: 'token' }],
  ['a field that is not on the page', { field: 'code' }],
])('a refusal that names %s is told once, in the note', (_, where) => {
  aForm(refusal({ ...where, reason: 'The link is spent.', remedy: 'Ask for a new one.' }), { withCode: false });
  expect(alerts()).toEqual(['The link is spent.Ask for a new one.']);
  expect(document.querySelector('[aria-invalid=true]')).toBeNull();
});

test('a refusal of a row says which row, and says it once', () => {
  const first = { row: 2, reason: 'A quotation mark is not closed.' };
  aForm(refusal({ ...first, remedy: 'Close it.', problems: [first, { row: 5, reason: 'No name.' }] }));
  expect(alerts()).toEqual(['Row 2: A quotation mark is not closed.Close it.Row 5: No name. ']);
});

test('of several problems, each is told at its own field, and the note has the others alone', () => {
  const first = { field: 'code', reason: 'Too short.' };
  aForm(
    refusal({
      ...first,
      remedy: 'Correct it.',
      problems: [first, { field: 'closes', reason: 'Too early.' }, { field: 'x', reason: 'Odd.' }],
    }),
  );
  expect(alerts()).toEqual(['Too short. Correct it.', 'Too early.', 'That did not work.Odd. ']);
  expect(timesTold('Too short.') - 1).toBe(1);
});

test('what is told at a field goes when that is written in, and comes again with the next refusal', () => {
  const { again } = aForm(refusal({ field: 'code', reason: 'Wrong.' }));
  fireEvent.change(screen.getByLabelText('Code'), { target: { value: '3' } });
  expect(alerts()).toEqual([]);
  again(refusal({ field: 'code', reason: 'Wrong.' }));
  expect(alerts()).toEqual(['Wrong.']);
});

test('what one field was refused for may be put right at another: the form is sent again', async () => {
  const { sent } = aForm(refusal({ field: 'closes', reason: 'Before the opening.' }));
  fireEvent.change(screen.getByLabelText('Code'), { target: { value: '3' } });
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Send' })));
  expect(sent.map((fields) => fields.get('code'))).toEqual(['3']);
});

test('a field that is needed still stops a form that was refused', async () => {
  const { sent } = aForm(refusal({ field: 'closes', reason: 'Before the opening.' }));
  fireEvent.change(screen.getByLabelText('Code'), { target: { value: '' } });
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Send' })));
  expect(sent).toEqual([]);
  expect(screen.getByLabelText('Code')).toBe(document.activeElement);
});
