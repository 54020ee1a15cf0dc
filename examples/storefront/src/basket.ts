const NAME = 'basket';

/** The SKUs in the basket, one for each unit. */
export function readBasket(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '[]');
  } catch {
    return [];
  }
}

export function writeBasket(skus: readonly string[]): void {
  sessionStorage.setItem(NAME, JSON.stringify(skus));
}
