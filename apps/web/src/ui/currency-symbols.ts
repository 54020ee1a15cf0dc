/** What people write for a currency beside its code: `$`, `US$`. */
export function symbolsOf(currency: string): string[] {
  return (['symbol', 'narrowSymbol'] as const).flatMap((currencyDisplay) =>
    new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .filter((part) => part.type === 'currency')
      .map((part) => part.value),
  );
}
