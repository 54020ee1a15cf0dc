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
