import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressScope, addressScope, nameScope } from './egress-address.ts';

const MAX_URL_LENGTH = 2_048;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };
const MAIL_PORTS = new Set([25, 465, 587, 2525]);

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Resolves a host name to all of its addresses. */
export type LookupAddresses = (host: string) => Promise<readonly ResolvedAddress[]>;

/** A destination that passed: connect to one of `addresses`, never to a fresh lookup of `host`. */
export interface VettedHost {
  /** Canonical: lower case, punycode, no final dot; an IP literal without brackets. */
  host: string;
  addresses: readonly ResolvedAddress[];
  /** Every address belongs to this machine or its own network. */
  isPrivate: boolean;
}

export interface EgressPolicy {
  /** Checks a webhook URL and resolves its host. Rejects with `EgressError`. */
  checkUrl(url: string): Promise<VettedHost & { url: URL }>;
  /** Checks an SMTP server's host and port and resolves the host. Rejects with `EgressError`. */
  checkMailServer(host: string, port: number): Promise<VettedHost>;
}

/**
 * `not_allowed`: the destination is refused for good. `unresolved`: the name has no address now.
 * Operators may see the message; it never says what a name resolved to.
 */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: 'not_allowed' | 'unresolved';

  constructor(code: 'not_allowed' | 'unresolved', message: string) {
    super(message);
    this.code = code;
  }
}

export interface EgressPolicyOptions {
  /** Allows plain http, any SMTP port, loopback and private networks; never metadata services. */
  allowPrivateDestinations: boolean;
  /** Allows the same for these hosts only, each `host:port` as in the settings, such as a mail relay in the network. */
  allowedPrivateHosts?: readonly string[];
  lookup?: LookupAddresses;
}

/**
 * The rule for every outgoing connection: the literal host and every address it resolves to must be public.
 * On networks that synthesise NAT64 addresses (64:ff9b::/96) everything is refused; give such a host IPv4.
 */
export function createEgressPolicy(options: EgressPolicyOptions): EgressPolicy {
  const { allowPrivateDestinations, allowedPrivateHosts = [], lookup = lookupAll } = options;
  const allowed = new Set(allowedPrivateHosts.map((entry) => entry.toLowerCase()));

  /** Returns whether a destination may be private. `host` is as in the settings. */
  function mayBePrivate(host: string, port: number): boolean {
    return allowPrivateDestinations || allowed.has(`${host}:${port}`);
  }

  async function resolve(host: string, isPrivateAllowed: boolean): Promise<VettedHost> {
    const admit = (scope: AddressScope, what: string) => {
      if (scope === 'public' || (scope === 'private' && isPrivateAllowed)) return;
      throw notAllowed(`${what} is not public`);
    };
    const family = isIP(host);
    if (family === 0) admit(nameScope(host), 'the host name');
    const addresses = family === 0 ? await lookupOrThrow(lookup, host) : [{ address: host, family }];
    const scopes = addresses.map(({ address }) => addressScope(address));
    for (const scope of scopes) admit(scope, family === 0 ? "one of the host's addresses" : 'the address');
    return { host, addresses, isPrivate: scopes.every((scope) => scope === 'private') };
  }

  return {
    async checkUrl(text) {
      const url = parseWebhookUrl(text);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const isPrivateAllowed = mayBePrivate(host, Number(url.port) || DEFAULT_PORTS[url.protocol] || 0);
      if (url.protocol === 'http:' && !isPrivateAllowed) throw notAllowed('the URL must start with https://');
      return { ...(await resolve(host, isPrivateAllowed)), url };
    },
    async checkMailServer(host, port) {
      const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
      if (!isPort) throw notAllowed('the port is not a number from 1 to 65535');
      const canonical = canonicalHost(host);
      const isPrivateAllowed = mayBePrivate(canonical, port);
      if (!isPrivateAllowed && !MAIL_PORTS.has(port)) {
        throw notAllowed(`port ${port} is not a mail port (${[...MAIL_PORTS].join(', ')})`);
      }
      return resolve(canonical, isPrivateAllowed);
    },
  };
}

/** A `lookup` for `net`, `tls` and `http` that returns the checked addresses, which rules out DNS rebinding. */
export function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new EgressError('unresolved', 'no address'), '');
    else if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

function parseWebhookUrl(text: string): URL {
  if (text.length > MAX_URL_LENGTH) throw notAllowed('the URL is too long');
  if (!URL.canParse(text)) throw notAllowed('not a valid URL');
  const url = new URL(text);
  if (DEFAULT_PORTS[url.protocol] === undefined) throw notAllowed('the URL must start with https://');
  if (url.username !== '' || url.password !== '') throw notAllowed('the URL holds credentials');
  url.hostname = withoutFinalDot(url.hostname);
  return url;
}

/** Parses a bare host as a URL parser does, which turns `127.1`, `0x7f000001` and full-width digits into IPs. */
function canonicalHost(host: string): string {
  if (isIP(host) === 6 && !host.includes('%')) return host;
  const isBareHost = host !== '' && !/[\s/\\@?#:[\]%]/.test(host) && URL.canParse(`http://${host}/`);
  if (!isBareHost) throw notAllowed('not a valid host name');
  return withoutFinalDot(new URL(`http://${host}/`).hostname);
}

function withoutFinalDot(hostname: string): string {
  const host = hostname.replace(/\.$/, '');
  if (host === '' || host.endsWith('.')) throw notAllowed('not a valid host name');
  return host;
}

async function lookupOrThrow(lookup: LookupAddresses, host: string): Promise<readonly ResolvedAddress[]> {
  // The cause of a failed lookup differs by platform and does not matter: any failure is worth a retry.
  const addresses = await lookup(host).catch(() => []);
  if (addresses.length === 0) throw new EgressError('unresolved', 'the host name could not be resolved');
  return addresses;
}

function lookupAll(host: string): Promise<readonly ResolvedAddress[]> {
  return dnsLookup(host, { all: true });
}

function notAllowed(why: string): EgressError {
  return new EgressError('not_allowed', `destination not allowed: ${why}`);
}
