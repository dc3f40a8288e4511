import { act, fireEvent, render, screen } from '@testing-library/react';
import { words as en } from '../../client/src/ballot/language/en.js';
import { onePage } from '../../client/src/ballot/one-page.js';
import { LanguageMissed } from '../../client/src/ballot/screens/language-missed.js';
import { ReadingProvider } from '../../client/src/ballot/screens/reading.js';

test('a page whose words come after another build took its place shows nothing, and is no fault', async () => {
  const container = document.createElement('div');
  const page = onePage(container);
  await act(async () => page.leave());
  await act(async () => page.show(<p>too late</p>));
  expect(container.textContent).toBe('');
});

test('a page that has left no longer hears what happens to the window', async () => {
  const page = onePage(document.createElement('div'));
  const heard: string[] = [];
  window.addEventListener('hashchange', () => heard.push('hash'), { signal: page.left });
  window.dispatchEvent(new Event('hashchange'));
  await act(async () => page.leave());
  window.dispatchEvent(new Event('hashchange'));
  expect(heard).toEqual(['hash']);
});

test('a language that did not come is told, with the way to try again', async () => {
  const tried: string[] = [];
  render(
    <ReadingProvider value={{ words: en, language: 'en' }}>
      <LanguageMissed onAgain={() => tried.push('again')} />
    </ReadingProvider>,
  );
  expect(screen.getByRole('alert').textContent).toContain('This language could not be loaded.');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(tried).toEqual(['again']);
});
