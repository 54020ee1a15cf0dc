/** Where requests arrive: the app in this process, or web processes. */
export interface RequestServer {
  readonly port: number;
  /** Serves on, but tells balancers to send no more: not ready, and every answer ends its connection. */
  drain(): void;
  /** Takes no more requests and lets those under way finish. */
  close(): Promise<void>;
}
