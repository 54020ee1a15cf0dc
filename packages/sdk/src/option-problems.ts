/** What is wrong with the address of a hub; undefined when it may be one. */
export function endpointProblem(endpoint: unknown): string | undefined {
  if (!endpoint) return 'endpoint: is missing';
  if (!/^https?:\/\/[^/]/i.test(`${endpoint}`)) return `endpoint: "${endpoint}" does not begin with https://`;
}

/** What is wrong with a secret key, as far as that can be seen; undefined when the hub may know it. */
export function secretKeyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string' || !key.trim()) return 'secretKey: is missing';
  if (/^pk_/.test(key)) return 'secretKey: is a publishable key (pk_…)';
}
