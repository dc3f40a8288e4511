import './browser-globals.js';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, configure, render } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter, type NavigateFunction, useNavigate } from 'react-router';
import type { Me } from '#shared/contract/accounts.js';
import type { Role } from '#shared/contract/roles.js';
import { noteConnection } from '../../client/src/api/connection.js';
import { officeQueries } from '../../client/src/api/queries.js';
import { AwayBanner } from '../../client/src/office/away-banner.js';
import { officeWords } from '../../client/src/office/language/words.js';
import { OfficeRoutes } from '../../client/src/office/routes.js';

// Pages are loaded when first opened; a busy machine needs longer than the library's one second for that.
configure({ asyncUtilTimeout: 30_000 });

/** The whole office at an address, as a browser that asks for `language` would show it. */
export function openOffice(at: string, language = 'en') {
  noteConnection('here');
  let navigate: NavigateFunction | undefined;
  function Navigation() {
    navigate = useNavigate();
    return null;
  }
  const page = render(
    <I18nextProvider i18n={officeWords(language)}>
      <QueryClientProvider client={officeQueries()}>
        <MemoryRouter initialEntries={[at]}>
          <Navigation />
          <AwayBanner />
          <OfficeRoutes />
        </MemoryRouter>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { ...page, back: () => act(() => navigate?.(-1)) };
}

export function aMe(...roles: Role[]): Me {
  return {
    account: { id: 'abcdefghijkl', name: 'Hanna Reed', email: 'hanna@example.com', twoFactor: false, password: true, signOn: false },
    roles,
    organisation: { id: 'mnopqrstuvwx', name: 'Nordwind', timeZone: 'Europe/Berlin', language: 'en' },
    sample: false,
  };
}
