import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import type { Journey } from './journey/journey.js';
import type { Screen } from './journey/screen.js';
import { FetchedElsewhere, NoReplacementLeft, Waiting } from './screens/ballot-elsewhere.js';
import { Erased, LinkIncomplete, LinkUnknown, Lost, Mistrusted, RefusedScreen, Unsuitable } from './screens/detours.js';
import { Working } from './screens/parts.js';
import { useReading } from './screens/reading.js';
import { Receipt, Sent } from './screens/receipt.js';
import { Cancelled, Closed, NotOpen } from './screens/round-state.js';
import { Shell } from './screens/shell.js';
import { Start } from './screens/start.js';
import { Summary } from './screens/summary.js';
import { NotYourUnit, Unit } from './screens/unit.js';

/** The employee's page: the screen the journey is on, and what can be done there. */
export function BallotPage({ journey, onLanguage }: { journey: Journey; onLanguage: (language: CompleteLanguage) => void }) {
  const screen = useSyncExternalStore(journey.subscribe, journey.screen);
  const [failed, setFailed] = useState(false);
  usePrefetch(journey, screen.at === 'start');
  if (failed) throw new Error('the ballot page failed');
  const run = (act: Promise<void>) => void act.catch(() => setFailed(true));
  return (
    <Shell
      languages={'facts' in screen ? screen.facts.manifest.languages : undefined}
      onLanguage={onLanguage}
      onLeave={leaveOn(screen, journey)}
    >
      <ScreenOf key={keyOf(screen)} screen={screen} journey={journey} run={run} />
    </Shell>
  );
}

/** Long enough for the first screen to be painted and usable before the network is busy again. */
const PREFETCH_AFTER_MS = 300;

/** Only once the first screen is there to be read is the rest requested; a failure is told where it matters. */
function usePrefetch(journey: Journey, starts: boolean): void {
  useEffect(() => {
    if (!starts) return;
    const later = setTimeout(() => void journey.prepare().catch(() => {}), PREFETCH_AFTER_MS);
    return () => clearTimeout(later);
  }, [journey, starts]);
}

/** Outcomes of one screen stay on it; another screen begins anew, with the focus on its heading. */
function keyOf(screen: Screen): string {
  if (screen.at === 'lost') return `lost ${screen.during}`;
  if (screen.at === 'erased') return `erased ${screen.remains}`;
  return 'told' in screen ? `${screen.at} ${screen.told}` : screen.at;
}

/** The question pages bring their own way out; where nothing is kept there is none. */
function leaveOn(screen: Screen, journey: Journey): (() => void) | undefined {
  return screen.at === 'questions' || screen.at === 'erased' || screen.at === 'unsuitable' ? undefined : journey.leave;
}

interface ScreenProps {
  screen: Screen;
  journey: Journey;
  run: (act: Promise<void>) => void;
}

function ScreenOf({ screen, journey, run }: ScreenProps) {
  const { words } = useReading();
  switch (screen.at) {
    case 'opening':
      return <Working title={words.opening} />;
    case 'start':
      return <Start facts={screen.facts} onContinue={journey.toUnit} />;
    case 'unit':
      return (
        <Unit
          facts={screen.facts}
          keeps={screen.keeps}
          prepare={journey.prepare}
          onStart={() => run(journey.start())}
          onWrong={journey.notMyUnit}
        />
      );
    case 'not-your-unit':
      return <NotYourUnit onBack={journey.toUnit} />;
    case 'collecting':
      return <Working title={words.collecting.title} text={words.collecting.text} />;
    case 'questions':
      return <Questions screen={screen} journey={journey} />;
    case 'summary':
      return <Summary facts={screen.facts} draft={screen.draft} onSend={() => run(journey.send())} onChange={journey.toQuestions} />;
    case 'sending':
      return <Working title={words.sending.title} text={words.sending.text} />;
    case 'receipt':
      return <Receipt facts={screen.facts} receipt={screen.receipt} />;
    default:
      return <Detour screen={screen} journey={journey} run={run} />;
  }
}

function Questions({ screen, journey }: { screen: Extract<Screen, { at: 'questions' }>; journey: Journey }) {
  const { language } = useReading();
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The number of the page, as after each turn of one: of a whole page of questions screen readers say nothing, or all.
    top.current?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  const Pages = journey.questionPages();
  if (!Pages) return null;
  return (
    <div ref={top}>
      <Pages
        form={screen.facts.manifest.form}
        language={language}
        answers={screen.draft.answers}
        page={screen.draft.page}
        onChange={journey.keepAnswers}
        onFinished={journey.toSummary}
        onLeave={journey.leave}
      />
    </div>
  );
}

function Detour({ screen, journey, run }: ScreenProps) {
  const notMe = journey.sayNotMe;
  switch (screen.at) {
    case 'unsuitable':
      return <Unsuitable />;
    case 'link-incomplete':
      return <LinkIncomplete onPaste={(text) => run(journey.open(text))} />;
    case 'link-unknown':
      return <LinkUnknown onPaste={journey.askForLink} />;
    case 'mistrusted':
      return <Mistrusted why={screen.why} hash={screen.hash} />;
    case 'lost':
      return <Lost during={screen.during} onRetry={() => run(journey.retry())} />;
    case 'refused':
      return <RefusedScreen code={screen.code} />;
    case 'not-open':
      return <NotOpen facts={screen.facts} />;
    case 'closed':
      return <Closed facts={screen.facts} receipts={screen.receipts} late={screen.late} counted={screen.counted} />;
    case 'cancelled':
      return <Cancelled facts={screen.facts} />;
    case 'waiting':
      return <Waiting pending={screen.pending} prepare={journey.prepare} onResume={() => run(journey.resume())} />;
    case 'sent':
      return <Sent facts={screen.facts} receipts={screen.receipts} onMine={journey.toStart} />;
    case 'fetched-elsewhere':
      return <FetchedElsewhere told={screen.told} onReplace={() => run(journey.takeReplacement())} onNotMe={notMe} />;
    case 'no-replacement-left':
      return <NoReplacementLeft told={screen.told} onNotMe={notMe} />;
    case 'erased':
      return <Erased remains={screen.remains} onEraseAll={journey.eraseAll} />;
    default:
      return null;
  }
}
