import { type ReactNode, useEffect, useState } from 'react';
import { type CompleteLanguage, LANGUAGES } from '#shared/instrument/language/languages.js';
import { loadWords } from './language/words.js';
import { FaultBoundary } from './screens/fault.js';
import { LanguageMissed } from './screens/language-missed.js';
import { type Reading, ReadingProvider } from './screens/reading.js';

export interface ReadingPageProps {
  begin: Reading;
  onChosen: (language: CompleteLanguage) => void;
  /** Loads the page anew, in the language chosen last. */
  onAgain: () => void;
  children: (choose: (language: CompleteLanguage) => void) => ReactNode;
}

/** Gives the page its language, and turns it when another is chosen. */
export function ReadingPage({ begin, onChosen, onAgain, children }: ReadingPageProps) {
  const [reading, setReading] = useState(begin);
  const [missed, setMissed] = useState(false);
  const { language, words } = reading;
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = LANGUAGES[language].direction;
    document.title = words.pageTitle(words.product);
  }, [language, words]);
  const choose = (chosen: CompleteLanguage) => {
    onChosen(chosen);
    // Without a connection the page stays in the language it has, and says so.
    loadWords(chosen).then(
      (found) => {
        setReading({ language: chosen, words: found });
        setMissed(false);
      },
      () => setMissed(true),
    );
  };
  return (
    <ReadingProvider value={reading}>
      {missed && <LanguageMissed onAgain={onAgain} />}
      <FaultBoundary>{children(choose)}</FaultBoundary>
    </ReadingProvider>
  );
}
