import { useState } from 'react';
import type { OneTimeLink } from '#shared/contract/accounts.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { Button } from '../ui/button.js';
import { Callout } from '../ui/page.js';
import styles from './link-once.module.css';

/** A one-time link, on screen once: to be copied and handed over by hand. */
export function LinkOnce({ name, link }: { name: string; link: OneTimeLink }) {
  const t = useWords();
  const moments = useMoments();
  const [copied, setCopied] = useState(false);
  return (
    <Callout tone="good" title={t('colleagues.link', { name })}>
      <div className={styles.row}>
        <input
          className={styles.link}
          readOnly
          value={link.link}
          aria-label={t('colleagues.link', { name })}
          onFocus={(event) => event.target.select()}
        />
        <Button onPress={() => navigator.clipboard.writeText(link.link).then(() => setCopied(true))}>
          {t(copied ? 'copied' : 'copy')}
        </Button>
      </div>
      <p role="status">{t('colleagues.linkOnce', { until: moments.full(link.expires) })}</p>
    </Callout>
  );
}
