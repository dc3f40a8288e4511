import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { officeQueries } from '../api/queries.js';
import { AwayBanner } from './away-banner.js';
import { FaultBoundary } from './fault-boundary.js';
import { officeWords } from './language/words.js';
import { OfficeRoutes } from './routes.js';

/** The office: everything but the ballot. */
export function App() {
  const [queries] = useState(officeQueries);
  const words = useMemo(() => officeWords(navigator.language.slice(0, 2)), []);
  return (
    <I18nextProvider i18n={words}>
      <I18nProvider locale={words.language === 'he' ? 'he-IL' : 'en-US'}>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <AwayBanner />
            <FaultBoundary alone>
              <OfficeRoutes />
            </FaultBoundary>
          </BrowserRouter>
        </QueryClientProvider>
      </I18nProvider>
    </I18nextProvider>
  );
}
