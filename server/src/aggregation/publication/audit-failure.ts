/** One thing that a reader could find out, or a field that tells more than its released tuple. */
export interface AuditFailure {
  readonly statistic: string;
  readonly unit: string;
  readonly why: string;
}
