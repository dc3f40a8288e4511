export interface ClientFile {
  /** Below the version's folder, with `/`, without a leading one. */
  path: string;
  content: Uint8Array;
}

/** The ballot page's files as they were when a round was launched: an upgrade must not change the page of a round that is under way. Of no organisation. */
export interface ClientFiles {
  /** Again for a version that is there: changes nothing. */
  keep(version: string, files: readonly ClientFile[]): Promise<void>;
  read(version: string, path: string): Promise<Uint8Array | undefined>;
}
