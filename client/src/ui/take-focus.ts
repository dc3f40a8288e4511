/** The control that was used is gone: who hears the page goes on where it goes on. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
