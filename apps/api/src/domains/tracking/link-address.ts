/** The signed click token's name in the query of a storefront's address. */
export const CLICK_TOKEN_PARAMETER = 'dth_click';

/** A publishable key of test mode in a link: its click is a test click. */
export const TEST_KEY_PARAMETER = 'test_key';

/** What an affiliate's link says. */
export interface LinkAddress {
  /** Without what chats and mail programs glue to the end of an address. Empty for a link to nobody. */
  handle: string;
  /** Its query, in its own order, with repetitions. */
  parameters: URLSearchParams;
}

/** No handle begins or ends with any of these. */
const GLUED_TO_HANDLE = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/**
 * Reads the address of a link, `/r/<handle>?…`, as its author meant it: also with `&amp;` for `&`, with a second `?`
 * before `to`, and with a query that was encoded into the path or begins with `&`.
 */
export function readLinkAddress(url: string): LinkAddress {
  const [, rawPath = '', rawQuery = ''] = /^\/r\/?([^?]*)\??(.*)$/s.exec(url) ?? [];
  const [, name = '', queryInPath = ''] = /^([^?&]*)[?&]?(.*)$/s.exec(decode(rawPath)) ?? [];
  const query = [queryInPath, rawQuery].filter((part) => part !== '').join('&');
  return {
    handle: name.replace(GLUED_TO_HANDLE, ''),
    parameters: new URLSearchParams(repair(query)),
  };
}

function repair(query: string): string {
  const separated = query.replace(/&(?:amp(?:;|%3B))+/gi, '&');
  // Behind a `to`, a question mark begins the query of that address.
  return /(?:^|&)to=/.test(separated) ? separated : separated.replace(/\?(?=to=)/, '&');
}

/** Broken encoding stays as it is: such a handle is nobody's. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
