/**
 * The first value of a parameter that is not blank, in any case of its name: of the query, else of wherever links carry it after people, mail
 * programs and templates had them in hands: `?a=1&amp;via=x`, `?a=1?via=x`, `#/?via=x`, `%3Fvia%3Dx`.
 */
export function readParameter(address: string, name: string): string | undefined {
  const [, query] = address.split(/[?#]/);
  const anywhere = address.replace(/%[23][36bdf]/gi, decodeURIComponent).replace(/[?#;]|amp;/g, '&');
  for (const [key, value] of new URLSearchParams(`${query}&${anywhere}`)) {
    if (key.toLowerCase() === name.toLowerCase() && value.trim()) return value;
  }
}

/** The same for what names an affiliate or a click: what was put behind it with a wrong separator is no part of it. */
export const readName = (address: string, name: string): string | undefined =>
  readParameter(address, name)?.split(/[?&#]/)[0];

/** A handle without upper case and what a link's surroundings left at its ends, to compare by; the hub has the exact rule. */
export const bareHandle = (handle: unknown): string =>
  String(handle)
    .toLowerCase()
    .replace(/^[^a-z\d]+|[^a-z\d]+$/g, '');
