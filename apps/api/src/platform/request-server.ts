/** Where requests arrive: the app in this process, or web processes. */
export interface RequestServer {
  readonly port: number;
  /** Takes no more requests and lets those under way finish. */
  close(): Promise<void>;
}
