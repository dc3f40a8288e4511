import { cleanup, fireEvent, screen } from '@testing-library/react';
import { aRound, ROUND as id, serveRound } from './a-round.js';
import { aServer, problem } from './fake-server.js';
import { aRosterPreview, chooseFile } from './import-steps.js';
import { aMe, openOffice } from './office-page.js';

afterEach(cleanup);

test('a refusal is told in Hebrew where the office is: at its field, and in a note', async () => {
  const parts = { detail: 'E-mail address and password do not belong together.', remedy: 'Check both. HR can make you a new link.' };
  const server = aServer({
    'GET /api/session': problem(401, 'sign-in-needed'),
    'POST /api/session': problem(401, 'sign-in-failed', parts),
  });
  openOffice('/', 'he');
  fireEvent.change(await screen.findByLabelText('דוא״ל'), { target: { value: 'hanna@example.com' } });
  fireEvent.change(screen.getByLabelText('סיסמה'), { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'כניסה' }));
  const told = 'כתובת הדוא״ל והסיסמה אינן שייכות זו לזו.כדאי לבדוק את שתיהן. במשאבי אנוש אפשר לקבל קישור חדש.';
  expect((await screen.findByRole('alert')).textContent).toBe(told);

  server.serve('POST /api/session', problem(429, 'too-many-tries', { field: 'password', remedy: 'Wait 14 minutes and try again.' }));
  fireEvent.click(screen.getByRole('button', { name: 'כניסה' }));
  await screen.findByText('יש להמתין 14 דקות ולנסות שוב.');
});

test('what is wrong in the rows of a file is told in Hebrew', async () => {
  const problems = [
    { row: 3, field: 'email', reason: '"ada@" is not an e-mail address.', remedy: 'Choose the column, or add it to the file.' },
  ];
  aServer({
    'GET /api/session': { json: aMe('hr') },
    'POST /api/roster/preview': { json: aRosterPreview({ problems, problemCount: 1 }) },
  });
  await chooseFile('מה הייבוא יעשה', { choose: 'בחירת קובץ CSV', language: 'he' });
  await screen.findByText('„\u2068ada@\u2069” אינה כתובת דוא״ל.');
  await screen.findByText('יש לבחור את העמודה, או להוסיף אותה לקובץ.');
});

test('what stands in the way of a launch is told in Hebrew', async () => {
  const obstacles = [{ reason: '8 people would be invited. Under 10 nobody could answer without risk.', remedy: 'Import a roster first.' }];
  const preview = { invited: 8, k: 5, units: [], obstacles, warnings: [] };
  serveRound(aRound({}), { [`GET /api/rounds/${id}/privacy-preview`]: { json: preview } });
  openOffice(`/rounds/${id}/prepare/launch`, 'he');
  await screen.findByText('מספר המוזמנים יהיה 8. כשהוא קטן מ־10 איש לא יוכל לענות בלי סיכון. יש לייבא תחילה אנשים.');
});
