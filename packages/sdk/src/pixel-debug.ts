// What `dth('debug')` loads: says in the console what the tracker of a page knows, and whether the hub takes its events.
import type { Attribution } from './events.ts';
import { attempt } from './storage.ts';
import type { Tracker } from './tracker.ts';

declare const SDK_VERSION: string;

export interface DebugState {
  version: string;
  /** Where events go. */
  endpoint: string;
  /** The publishable key without its end, or that there is none. */
  key: string;
  /** The script's attributes. */
  options: Record<string, string | undefined>;
  /** What the page's address names. */
  address: string;
  /** Whether the browser sends Global Privacy Control: then nothing is stored until consent is granted. */
  globalPrivacyControl: boolean;
  /** Who an order would be credited to, as far as the page knows. */
  attribution: Attribution | null;
  /** What the tracker's cookie says. */
  cookie: unknown;
  /** Events that the hub has not taken yet. */
  waiting: unknown[];
  /** What the hub says to this page and its key. */
  hub: string;
}

/** Prints what is known, and returns it. */
export async function debug(name: string, script: HTMLScriptElement, tracker: Tracker): Promise<DebugState> {
  const { ...options } = script.dataset;
  const { key = '', storageName = name, endpoint = new URL(script.src).origin } = options;
  const state: DebugState = {
    version: SDK_VERSION,
    endpoint,
    key: key ? `${key.slice(0, 11)}…` : 'none: the limit is that of the address',
    options: { ...options, ...(key && { key: `${key.slice(0, 11)}…` }) },
    address: location.href,
    globalPrivacyControl: Boolean((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl),
    attribution: tracker.attribution(),
    cookie: attempt(() => JSON.parse(decodeURIComponent(cookieOf(storageName)))) ?? null,
    waiting: waitingEvents(storageName),
    hub: await askHub(endpoint.replace(/\/+$/, ''), key),
  };
  // biome-ignore lint/suspicious/noConsole: that is what was asked for.
  console.log(`${name}:`, state);
  return state;
}

const cookieOf = (name: string) =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

function waitingEvents(name: string): unknown[] {
  const entries = attempt(() => Object.entries<string>(localStorage)) ?? [];
  return entries.flatMap(([key, text]) =>
    key.startsWith(`${name}.`) ? (attempt(() => [JSON.parse(text) as unknown]) ?? []) : [],
  );
}

/** An empty batch records nothing, and shows whether events would arrive. */
async function askHub(endpoint: string, key: string): Promise<string> {
  try {
    const response = await fetch(`${endpoint}/api/affiliates/track/clicks`, {
      method: 'POST',
      body: JSON.stringify({ key: key || undefined, events: [] }),
      credentials: 'omit',
    });
    const answer = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
    if (response.ok) return 'takes events of this page with this key';
    // Only batches need a key.
    if (response.status === 401 && !key && answer?.error) return 'takes events of this page';
    return `refuses them (${response.status}): ${answer?.error?.message ?? 'what answers is no hub'}`;
  } catch (cause) {
    return `cannot be asked (${cause}): no network, an ad blocker, or connect-src of this page’s policy`;
  }
}
