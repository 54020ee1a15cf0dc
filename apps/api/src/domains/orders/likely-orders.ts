/**
 * Returns other ways in which a shop may have written an order's id, likeliest first: with and without the sign and the
 * prefix that shops show in front of a number, without leading zeros, in the other case. Not the id itself.
 */
export function likelySpellings(orderId: string): string[] {
  const id = orderId.trim();
  const bare = id.replace(/^[#№]\s*/, '');
  const digits = /^(.*?)(\d+)$/.exec(bare);
  const [, prefix = '', number = ''] = digits ?? [];
  const plain = number.replace(/^0+(?=\d)/, '');
  const spellings = [
    bare,
    `#${bare}`,
    bare.toUpperCase(),
    bare.toLowerCase(),
    ...(number === '' ? [] : [`${prefix}${plain}`, plain, `#${plain}`, number]),
    // An order and what hangs on it: 1001-R1, 1001/1, 1001_refund.
    ...(/^(#?[A-Za-z]*-?\d{3,})[-/_ .][A-Za-z]*\d*$/.exec(bare)?.slice(1) ?? []),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling !== '' && spelling !== orderId);
}
