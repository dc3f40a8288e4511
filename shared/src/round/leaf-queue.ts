import type { FormingNode } from './forming-tree.js';

/** A leaf, and how it was when it was added: what stands in an order must not change there. */
interface Entry {
  readonly leaf: FormingNode;
  readonly added: FormingNode;
}

/** Leaves of a changing tree, the least of them at hand (a binary heap). Each is added again once it has changed: entries that hold no more are passed over. */
export class LeafQueue {
  readonly #heap: Entry[] = [];

  constructor(private readonly order: (a: FormingNode, b: FormingNode) => number) {}

  add(leaf: FormingNode): void {
    let at = this.#heap.push({ leaf, added: { ...leaf } }) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#before(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  /** It stays in the queue until it changes. */
  least(): FormingNode | undefined {
    for (let entry = this.#heap[0]; entry; entry = this.#heap[0]) {
      if (holds(entry)) return entry.leaf;
      this.#dropLeast();
    }
    return undefined;
  }

  #dropLeast(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (let less = this.#lessBelow(at); less !== at; less = this.#lessBelow(at)) {
      this.#swap(at, less);
      at = less;
    }
  }

  /** The least of a place in the heap and the two below it. */
  #lessBelow(at: number): number {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2]) if (this.#before(below, least)) least = below;
    return least;
  }

  #before(at: number, other: number): boolean {
    const [a, b] = [this.#heap[at], this.#heap[other]];
    return a !== undefined && b !== undefined && this.order(a.added, b.added) < 0;
  }

  #swap(at: number, other: number): void {
    const [a, b] = [this.#heap[at], this.#heap[other]];
    if (!a || !b) return;
    this.#heap[at] = b;
    this.#heap[other] = a;
  }
}

function holds({ leaf, added }: Entry): boolean {
  const { parent, depth, people, first } = leaf;
  return parent !== undefined && parent === added.parent && depth === added.depth && people === added.people && !first;
}
