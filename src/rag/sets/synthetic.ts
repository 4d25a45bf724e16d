/** What the embedded set is made for. */
export interface SyntheticRequest {
  /** Default 1. */
  readonly seed?: number;
  /** Default 60. */
  readonly questions?: number;
  /** Chunks a question. Default 20. */
  readonly chunks?: number;
  /** Gold chunks a question: 1, or 2 where the answer is of two parts. Default 1. */
  readonly hops?: 1 | 2;
}
