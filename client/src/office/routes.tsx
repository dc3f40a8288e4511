import { Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import type { Role } from '#shared/contract/roles.js';
import { useMe } from '../api/session.js';
import { Account } from '../people/account.js';
import { Join } from '../people/join.js';
import { SetUp } from '../people/set-up.js';
import { SignIn } from '../people/sign-in.js';
import { laterPage } from './later-page.js';
import { Lost } from './lost.js';
import { Signed } from './organisation.js';
import { Shell } from './shell.js';
import { Start } from './start.js';
import { Waiting } from './waiting.js';

const Colleagues = laterPage(() => import('../people/colleagues.js'));
const People = laterPage(() => import('../roster/people.js'));
const ImportPeople = laterPage(() => import('../roster/import-people.js'));
const Rounds = laterPage(() => import('../rounds/rounds.js'));
const RoundWizard = laterPage(() => import('../rounds/wizard/wizard.js'));
const RoundPage = laterPage(() => import('../rounds/round-page.js'));
const TermsList = laterPage(() => import('../stewardship/terms-list.js'));
const TermsPage = laterPage(() => import('../stewardship/terms-page.js'));
const Notice = laterPage(() => import('../stewardship/notice.js'));
const Ledger = laterPage(() => import('../stewardship/ledger.js'));
const Views = laterPage(() => import('../stewardship/views.js'));
const ResultsPage = laterPage(async () => ({ default: (await import('../dashboard/results.js')).ResultsPage }));
const RoundResultsPage = laterPage(async () => ({ default: (await import('../dashboard/results.js')).RoundResultsPage }));

/** Where each role begins. */
const HOME: Record<Role, string> = { hr: '/rounds', executive: '/results', steward: '/terms' };

export function OfficeRoutes() {
  const me = useMe();
  return (
    <Signed value={me ?? null}>
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/setup" element={<SetUp />} />
          <Route path="/join" element={<Join />} />
          {me === undefined ? <Route path="*" element={<Waiting />} /> : null}
          {me === null ? <Route path="*" element={<SignIn />} /> : null}
          {me ? <Route path="/rounds/:round/notice" element={<Notice />} /> : null}
          {me ? <Route element={<Shell me={me} />}>{pagesFor(me.roles)}</Route> : null}
        </Routes>
      </Suspense>
    </Signed>
  );
}

function pagesFor(roles: readonly Role[]) {
  const first = roles[0] ?? 'executive';
  return (
    <>
      <Route index element={<Navigate replace to={HOME[first]} />} />
      <Route path="/sign-in" element={<Navigate replace to={HOME[first]} />} />
      <Route path="/account" element={<Account />} />
      <Route path="/rounds/:round/terms" element={<TermsPage />} />
      <Route path="/results" element={<ResultsPage />} />
      <Route path="/results/:round" element={<RoundResultsPage />} />
      {roles.includes('hr') ? hrPages() : null}
      {roles.includes('steward') || roles.includes('hr') ? <Route path="/ledger" element={<Ledger />} /> : null}
      {roles.includes('steward') ? <Route path="/views" element={<Views />} /> : null}
      <Route path="/terms" element={<TermsList />} />
      <Route path="*" element={<Lost />} />
    </>
  );
}

function hrPages() {
  return (
    <>
      <Route path="/start" element={<Start />} />
      <Route path="/people" element={<People />} />
      <Route path="/people/import" element={<ImportPeople />} />
      <Route path="/colleagues" element={<Colleagues />} />
      <Route path="/rounds" element={<Rounds />} />
      <Route path="/rounds/new" element={<RoundWizard />} />
      <Route path="/rounds/:round" element={<RoundPage />} />
      <Route path="/rounds/:round/prepare/:step" element={<RoundWizard />} />
    </>
  );
}
