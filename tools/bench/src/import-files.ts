const PRODUCTS = 50_000;

const products = (prefix: string) =>
  `sku,name,stock,threshold\n${Array.from({ length: PRODUCTS }, (_, n) => `${prefix}${n + 1},Product ${n},5,2`).join('\n')}`;

/** Files of 2 MB that are made to be dear, and an ordinary one. */
export const IMPORT_FILES: Readonly<Record<string, string>> = {
  'blank lines': `sku,name,stock,threshold\n${'\n'.repeat(900_000)}A,a,1,1`,
  'short lines': `sku,name,stock,threshold\n${'x\n'.repeat(99_000)}`,
  'many columns': `${','.repeat(1_900_000)}\n`,
  'an open quote': `sku,name,stock,threshold\n"${'x,'.repeat(900_000)}`,
  '50,000 new products': products('S-'),
};

/** A file for products that are there, as `storeProducts` stores them: of these, more is compared and stored. */
export const CHANGED_PRODUCTS = { csv: products('SKU-'), count: PRODUCTS };
