// What the documents' blocks use of Next.js 16, as it declares it. `npm run consumers` compiles them against Next.js itself:
// an install of it is as large as everything else together.
declare module 'next/server' {
  export type NextRequest = Request;
  export class NextResponse extends Response {
    static next(): NextResponse;
  }
}

declare module 'next/headers' {
  export function headers(): Promise<Headers>;
}

// And of `eventsource` 3, which needs a newer Node than the SDK does.
declare module 'eventsource' {
  interface FetchInit extends RequestInit {
    headers: { [name: string]: string; Accept: 'text/event-stream' };
  }
  interface EventSourceInit {
    withCredentials?: boolean;
    fetch?: (url: string | URL, init: FetchInit) => Promise<Response>;
  }
  export const EventSource: new (url: string | URL, init?: EventSourceInit) => globalThis.EventSource;
}
