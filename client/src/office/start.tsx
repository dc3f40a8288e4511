import { ButtonLink } from '../ui/button.js';
import { Card, Cards, Code, Page } from '../ui/page.js';
import { useWords } from './language/words.js';

/** The first page after setting up: three ways to begin. */
export function Start() {
  const t = useWords();
  return (
    <Page title={t('start.title')} lead={t('start.lead')}>
      <Cards>
        <Card title={t('start.people')}>
          <p>{t('start.peopleText')}</p>
          <div>
            <ButtonLink to="/people/import" look="primary">
              {t('start.peopleDo')}
            </ButtonLink>
          </div>
        </Card>
        <Card title={t('start.colleagues')}>
          <p>{t('start.colleaguesText')}</p>
          <div>
            <ButtonLink to="/colleagues">{t('start.colleaguesDo')}</ButtonLink>
          </div>
        </Card>
        <Card title={t('start.sample')}>
          <p>{t('start.sampleText')}</p>
          <p>
            <Code>npm run demo</Code>
          </p>
        </Card>
      </Cards>
    </Page>
  );
}
