import { useEffect, useRef } from 'react';

/** A report on paper cannot be opened by its reader: for printing it is open, and afterwards as it was. */
export function useOpenInPrint() {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    let was = false;
    const set = (open: boolean) => {
      if (details.current) details.current.open = open;
    };
    const before = () => {
      was = details.current?.open ?? false;
      set(true);
    };
    const after = () => set(was);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return details;
}
