import type { InvitationFacts, RoundFacts, Screen } from './screen.js';

/** The screen shown now, who watches it, and what the screens so far have found out. */
export class Stage {
  screen: Screen = { at: 'opening' };
  /** Of the invitation, once it was read. */
  facts: InvitationFacts | undefined;
  /** Of the round, once its manifest was checked. */
  round: RoundFacts | undefined;
  readonly #listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(screen: Screen): void {
    this.screen = screen;
    if ('facts' in screen) this.round = screen.facts;
    if ('facts' in screen && 'keys' in screen.facts) this.facts = screen.facts;
    for (const tell of this.#listeners) tell();
  }

  /** A screen that needs to know the invitation; nothing while it is not known. */
  showWith(screen: (facts: InvitationFacts) => Screen): void {
    if (this.facts) this.show(screen(this.facts));
  }

  /** Another invitation is opened. */
  clear(): void {
    this.facts = undefined;
    this.round = undefined;
  }

  /** While a reply was on its way, its reader has left or opened another invitation. */
  hasLeft(facts: InvitationFacts): boolean {
    return this.screen.at === 'erased' || this.facts?.code !== facts.code;
  }
}
