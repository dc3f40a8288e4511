import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Link } from 'react-router';
import styles from './button.module.css';

export type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  look?: Look;
  small?: boolean;
}

export function Button({ look = 'plain', small = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={classes(look, small)} />;
}

/** A link that looks like a button: for the one next step of a page. */
export function ButtonLink({
  to,
  look = 'plain',
  small = false,
  children,
}: {
  to: string;
  look?: Look;
  small?: boolean;
  children: ReactNode;
}) {
  return (
    <Link to={to} className={classes(look, small)}>
      {children}
    </Link>
  );
}

/** A link that downloads a file. */
export function DownloadLink({ href, look = 'plain', name, children }: { href: string; look?: Look; name?: string; children: ReactNode }) {
  return (
    <a href={href} download={name ?? true} className={classes(look, false)}>
      {children}
    </a>
  );
}

export function classes(look: Look, small: boolean): string {
  return [styles.button, look === 'plain' ? undefined : styles[look], small ? styles.small : undefined].filter(Boolean).join(' ');
}
