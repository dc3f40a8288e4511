/** A node of the roster's tree and the people attached directly to it (whoever leads a unit is counted with the node above, by the caller). */
export interface RosterNode {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly people: number;
}
