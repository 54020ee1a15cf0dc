/** What the hub's own processes start with. */
export declare const serverFlags: string[];
