/** What is wrong with the address of a hub; undefined when it may be one. */
export function endpointProblem(endpoint: unknown): string | undefined {
  if (!endpoint) return 'endpoint: is missing; it is the origin of the hub, e.g. https://hub.example.com';
  if (!/^https?:\/\/[^/]/i.test(`${endpoint}`)) return `endpoint: "${endpoint}" does not begin with https://`;
}

/** What is wrong with a secret key, as far as that can be seen; undefined when the hub may know it. */
export function secretKeyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string' || !key.trim())
    return 'secretKey: is missing; is the environment variable that holds it set?';
  if (/^pk_/.test(key)) return 'secretKey: is a publishable key (pk_…); a server needs a secret one (sk_…)';
}
