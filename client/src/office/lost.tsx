import { ButtonLink } from '../ui/button.js';
import { Page } from '../ui/page.js';
import { useWords } from './language/words.js';

export function Lost() {
  const t = useWords();
  return (
    <Page title={t('lost.title')} lead={t('lost.text')}>
      <div>
        <ButtonLink to="/">{t('lost.home')}</ButtonLink>
      </div>
    </Page>
  );
}
