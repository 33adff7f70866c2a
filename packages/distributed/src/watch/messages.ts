/** What a watching thread is started with. */
export interface WatchSetup {
  readonly rank: number;
  readonly size: number;
  /** Known to the ranks of one job only, so that nothing else is taken for a rank. */
  readonly token: string;
  /** Where rank 0 listens; `null` on rank 0. */
  readonly centre: { readonly hosts: readonly string[]; readonly port: number } | null;
  /** Milliseconds without a sign of life after which a rank counts as lost. */
  readonly silence: number;
  /** Two words: whether `end` was carried out, and whether `fail` was. */
  readonly done: SharedArrayBuffer;
}

/** Between ranks, one JSON value per line. */
export type Sign =
  | {
      readonly sign: 'here';
      readonly rank: number;
      readonly pid: number;
      readonly host: string;
      readonly token: string;
    }
  | { readonly sign: 'alive' }
  | { readonly sign: 'bye' }
  | { readonly sign: 'failed'; readonly reason: string }
  | { readonly sign: 'lost'; readonly sentence: string };

/** From the main thread. */
export type Order = { readonly order: 'end' } | { readonly order: 'fail'; readonly reason: string };

/** To the main thread: rank 0 listens, or all ranks are connected. */
export type Report = { readonly port: number } | { readonly connected: true } | { readonly failure: string };
