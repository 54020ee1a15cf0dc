/** How a drill of the alerts went. */
export interface AlertDrillResult {
  name: string;
  /** Promises that were broken, in words. */
  findings: string[];
  header: string[];
  rows: (string | number)[][];
  seconds: number;
}
