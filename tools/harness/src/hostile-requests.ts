/** A way into the hub that anybody may try. */
export interface Way {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Without a query. */
  path: string;
  /** Of its body or query. */
  fields: readonly string[];
  /** Whether it reads nothing of anybody without a credential. */
  isGuarded?: boolean;
}

/** A request that is made to cost the hub more than it costs whoever sends it. */
export interface HostileRequest {
  /** What is done to which way, as tables show it. */
  name: string;
  method: Way['method'];
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The most that the hub reads of somebody who has proven nothing. */
const PUBLIC_BYTES = 16 * 1024;
const LARGE_BYTES = 1_900_000;
/** A little less than Node takes of headers and address together. */
const HEADER_BYTES = 14_000;

const ORIGIN = 'https://hub.example';

/** What callers claim to be, without being it. */
const CREDENTIALS: Readonly<Record<string, Record<string, string>>> = {
  nothing: {},
  'a made-up key': { authorization: `Bearer sk_${'0'.repeat(40)}` },
  'a made-up session': { cookie: `dreamteamhub.session_token=${'A'.repeat(32)}.${'B'.repeat(43)}%3D` },
};

/** Texts on which expressions, normalisation, parsers or password rating take long. */
const TEXTS: Readonly<Record<string, (characters: number) => string>> = {
  'one letter': (n) => 'a'.repeat(n),
  'letters and a mark': (n) => `${'a'.repeat(n - 1)}!`,
  digits: (n) => '1'.repeat(n),
  spaces: (n) => `x${' '.repeat(n - 2)}x`,
  'dots and slashes': (n) => '../'.repeat(n / 3),
  'marks that compose': (n) => `a${'\u0323\u0307'.repeat(n / 5)}`,
  ligatures: (n) => '\uFDFA'.repeat(n / 3),
  'invisible characters': (n) => '\u200B'.repeat(n / 3),
  'percent signs': (n) => '%E2%80%8B'.repeat(n / 9),
  'words for passwords': (n) => 'correct-horse-battery-staple-qwerty-2019-'.repeat(n / 41),
  'a mail address': (n) => `${'a.'.repeat(n / 2)}@x`,
  'an address': (n) => `https://x/${'?a=b&'.repeat(n / 5)}`,
  'template braces': (n) => '{{'.repeat(n / 2),
  colons: (n) => ':'.repeat(n),
};

/** Makes a text when it is first asked for, and once: hundreds of ways get the same. */
function once(make: () => string): () => string {
  let text: string | undefined;
  return () => {
    text ??= make();
    return text;
  };
}

/** Bodies that are JSON and more work than they look. */
const BODIES: Readonly<Record<string, (fields: readonly string[]) => string>> = {
  'unknown fields': once(() => objectOf(PUBLIC_BYTES, (n) => `"f${n}":1`)),
  'one field again and again': ([field = 'x']) => objectOf(PUBLIC_BYTES, () => `"${field}":1`),
  'nested lists': ([field = 'x']) => `{"${field}":${'['.repeat(7_000)}${']'.repeat(7_000)}}`,
  'nested objects': ([field = 'x']) => `{"${field}":${'{"a":'.repeat(2_600)}1${'}'.repeat(2_600)}}`,
  'a long list': ([field = 'x']) => `{"${field}":[${'0,'.repeat(8_000)}0]}`,
  'a long number': ([field = 'x']) => `{"${field}":${'9'.repeat(16_000)}}`,
  'many long numbers': once(() => objectOf(PUBLIC_BYTES, (n) => `"f${n}":9007199254740993`)),
  'a number with an exponent': ([field = 'x']) => `{"${field}":1e308,"y":1e-400}`,
  'no JSON': () => '{'.repeat(16_000),
  escapes: ([field = 'x']) => `{"${field}":"${'\\u0000'.repeat(2_600)}"}`,
  'a prototype': once(
    () => `{"__proto__":${JSON.stringify(Object.fromEntries(range(1_000).map((n) => [`p${n}`, 1])))}}`,
  ),
  'unknown fields, 1.9 MB': once(() => objectOf(LARGE_BYTES, (n) => `"f${n}":1`)),
  'nested lists, 1.9 MB': ([field = 'x']) =>
    `{"${field}":${'['.repeat(LARGE_BYTES / 2)}${']'.repeat(LARGE_BYTES / 2)}}`,
  'blank lines, 1.9 MB': ([field = 'x']) => `{"${field}":"${'\\n'.repeat(LARGE_BYTES / 2 - 10)}"}`,
};

const FOREIGN_BODY = once(() => formOf(LARGE_BYTES));
/** What a body can be that is no JSON. */
const FOREIGN_TYPES = [
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'text/plain',
  'text/xml',
];

/** Headers that something in the hub reads. */
const HEADERS: Readonly<Record<string, () => Record<string, string>>> = {
  'many cookies': () => ({
    cookie: range(1_200)
      .map((n) => `c${n}=${n}`)
      .join('; '),
  }),
  'a long session': () => ({ cookie: `dreamteamhub.session_token=${'A'.repeat(HEADER_BYTES)}.B` }),
  'a long key': () => ({ authorization: `Bearer sk_${'0'.repeat(HEADER_BYTES)}` }),
  'a key of spaces': () => ({ authorization: `Bearer ${' '.repeat(HEADER_BYTES)}x` }),
  'a long user agent': () => ({ 'user-agent': 'Mozilla/5.0 ('.repeat(HEADER_BYTES / 13) }),
  'a user agent of spaces': () => ({ 'user-agent': `bot${' '.repeat(HEADER_BYTES)}x` }),
  'a long referrer': () => ({ referer: `https://x/${'%41'.repeat(HEADER_BYTES / 3)}` }),
  'a long origin': () => ({ origin: `https://${'a.'.repeat(HEADER_BYTES / 2)}x` }),
  'many proxies': () => ({
    'x-forwarded-for': range(900)
      .map((n) => `10.0.${n >> 8}.${n & 255}`)
      .join(', '),
  }),
  'many signatures': () => ({
    'webhook-signature': range(400)
      .map(() => 'v1,QUJDREVGR0hJSktMTU5PUA==')
      .join(' '),
    'webhook-id': 'x',
    'webhook-timestamp': '1',
    'hub-key-id': '0'.repeat(64),
  }),
  'a compressed body': () => ({ 'content-encoding': 'gzip' }),
  'a type with parameters': () => ({
    'content-type': `application/json; ${'a=b; '.repeat(HEADER_BYTES / 5)}`,
  }),
};

/** Returns hostile requests to these ways: large, deep, wide, with many fields, repeated, of other kinds, and with expensive texts. */
export function* hostileRequests(ways: readonly Way[]): Generator<HostileRequest> {
  for (const way of ways) {
    if (way.method === 'GET') yield* queriesOf(way);
    else yield* bodiesOf(way);
    for (const [what, headers] of Object.entries(HEADERS)) {
      const body = way.method === 'GET' ? {} : { body: '{}' };
      yield { ...requestOf(way, what), ...body, headers: { ...plain(way), ...headers() } };
    }
  }
}

function* bodiesOf(way: Way): Generator<HostileRequest> {
  const send = (what: string, body: string, credential: string): HostileRequest => ({
    ...requestOf(way, `${what}, ${credential}`),
    headers: { ...plain(way), ...CREDENTIALS[credential] },
    body,
  });
  const bodies = Object.entries(BODIES).map(([what, make]) => [what, make(way.fields)] as const);
  for (const credential of Object.keys(CREDENTIALS)) {
    for (const [what, body] of bodies) yield send(what, body, credential);
  }
  for (const type of FOREIGN_TYPES) {
    const form = send(`${type}, 1.9 MB`, FOREIGN_BODY(), 'nothing');
    yield { ...form, headers: { ...form.headers, 'content-type': `${type}; boundary=x` } };
  }
  for (const [what, text] of Object.entries(TEXTS)) {
    // All fields at once, because one that is refused keeps the others from being looked at.
    const characters = Math.floor((PUBLIC_BYTES - 500) / Math.max(1, way.fields.length)) - 30;
    const filled = Object.fromEntries(way.fields.map((field) => [field, text(Math.floor(characters / 3))]));
    yield send(`${what} in every field`, JSON.stringify(filled), 'nothing');
    for (const field of way.isGuarded ? [] : way.fields) {
      yield send(`${what} in ${field}`, JSON.stringify({ [field]: text(5_000) }), 'nothing');
    }
  }
}

function* queriesOf(way: Way): Generator<HostileRequest> {
  const send = (what: string, query: string): HostileRequest => ({
    ...requestOf(way, what, query),
    headers: plain(way),
  });
  yield send(
    'many parameters',
    range(1_500)
      .map((n) => `f${n}=1`)
      .join('&'),
  );
  yield send('brackets', `a${'[b]'.repeat(HEADER_BYTES / 3)}=1`);
  yield send(
    'one parameter again and again',
    range(3_000)
      .map(() => 'p=1')
      .join('&'),
  );
  for (const [what, text] of Object.entries(TEXTS)) {
    for (const field of way.fields) {
      yield send(`${what} in ${field}`, `${field}=${encodeURIComponent(text(HEADER_BYTES / 9))}`);
    }
  }
  if (way.path.startsWith('/trpc/')) {
    const calls = way.path.slice(way.path.lastIndexOf('/') + 1);
    const url = `${way.path.slice(0, -calls.length)}${range(50)
      .map(() => calls)
      .join(',')}?batch=1&input=%7B%7D`;
    yield { name: `GET ${way.path}: fifty calls`, method: 'GET', url, headers: plain(way) };
  }
}

function requestOf({ method, path }: Way, what: string, query = '') {
  return { name: `${method} ${path}: ${what}`, method, url: query === '' ? path : `${path}?${query}` };
}

/** What the hub's own page or a storefront's sends along. */
function plain({ method }: Way): Record<string, string> {
  const from = {
    origin: ORIGIN,
    'sec-fetch-site': 'same-origin',
    'user-agent': 'Mozilla/5.0 (X11) Chrome/140.0',
  };
  return method === 'GET' ? from : { ...from, 'content-type': 'application/json' };
}

function formOf(bytes: number): string {
  const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n';
  return `${part.repeat(Math.floor(bytes / part.length))}--x--`;
}

function objectOf(bytes: number, member: (n: number) => string): string {
  const members: string[] = [];
  for (let n = 0, length = 2; length < bytes - 20; n++) {
    const next = member(n);
    length += next.length + 1;
    members.push(next);
  }
  return `{${members.join(',')}}`;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, n) => n);
}
