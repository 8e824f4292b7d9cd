/** A row to write: its key and plain columns; whole numbers beyond 2^31 as `bigint`. */
export interface NewRow {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [column: string]: unknown;
}

/** A row as it is stored. */
export interface TableRow extends NewRow {
  readonly etag: string;
}

/** Which rows to read. */
export interface TableQuery {
  /** Built with the `odata` tag, which quotes what is put into it. */
  readonly filter: string;
  /** Columns to read, the keys by name; all when absent. */
  readonly select?: readonly string[];
}

/** The first rows that fit. */
export interface TablePage {
  /** In the order of their keys; empty only if none fit. */
  readonly rows: readonly TableRow[];
  /** Whether there may be more rows that fit. */
  readonly more: boolean;
}
