import { useWords } from '../office/language/words.js';
import { useSigned } from '../office/organisation.js';
import { Card, Definitions, Page } from '../ui/page.js';
import { ChangePassword } from './change-password.js';
import { useSignOnName } from './sign-on.js';
import { TwoFactor } from './two-factor.js';

export function Account() {
  const t = useWords();
  const { account, roles } = useSigned();
  const provider = useSignOnName() ?? t('account.signOn');
  const ways = [...(account.password ? [t('account.byPassword')] : []), ...(account.signOn ? [provider] : [])];
  return (
    <Page title={t('account.title')}>
      <Card title={t('account.details')}>
        <Definitions
          rows={[
            [t('account.name'), account.name],
            [t('account.email'), account.email],
            [t('account.roles'), roles.map((role) => t(`roles.${role}`)).join(', ')],
            [t('account.ways'), ways.join(', ')],
          ]}
        />
      </Card>
      <Card title={t('account.passwordTitle')}>
        {account.password ? <ChangePassword email={account.email} /> : <p>{t('account.noPassword', { provider })}</p>}
      </Card>
      <Card title={t('account.twoFactor')}>
        <TwoFactor on={account.twoFactor} password={account.password} />
      </Card>
    </Page>
  );
}
