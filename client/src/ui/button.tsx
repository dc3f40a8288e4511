import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Link } from 'react-router';
import styles from './button.module.css';

export type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'isPending'> {
  look?: Look;
  small?: boolean;
  /** Its act is under way: a second press does nothing. It keeps the focus. */
  busy?: boolean;
}

/** react-aria's own pending state leaves an unnamed picture in its live region, which axe reports: hence `busy`. */
export function Button({ look = 'plain', small = false, busy = false, type, onPress, ...rest }: ButtonProps) {
  const act = busy ? {} : { ...(type ? { type } : {}), ...(onPress ? { onPress } : {}) };
  return <AriaButton {...rest} {...act} className={`${classes(look, small)} ${busy ? styles.busy : ''}`} />;
}

/** A link that looks like a button: for the one next step of a page. */
export function ButtonLink({ to, look = 'plain', children }: { to: string; look?: Look; children: ReactNode }) {
  return (
    <Link to={to} className={classes(look)}>
      {children}
    </Link>
  );
}

/** A link that downloads a file. */
export function DownloadLink({ href, look = 'plain', name, children }: { href: string; look?: Look; name: string; children: ReactNode }) {
  return (
    <a href={href} download={name} className={classes(look)}>
      {children}
    </a>
  );
}

export function classes(look: Look, small = false): string {
  return [styles.button, look === 'plain' ? undefined : styles[look], small ? styles.small : undefined].filter(Boolean).join(' ');
}
