import { createTracker } from '@dreamteamhub/sdk';
import { readBasket, writeBasket } from './basket.ts';
import { PRODUCTS, totalOf } from './catalogue.js';
import './style.css';

// All that a shop's pages need: a visit from an affiliate's link, /?via=tech-blog, is now a click.
const tracker = createTracker({ endpoint: import.meta.env.VITE_HUB_URL, key: import.meta.env.VITE_HUB_KEY });
tracker.init();

const page = document.querySelector('#page') as HTMLElement;

function element(tag: string, text: string, attributes: Record<string, string> = {}): HTMLElement {
  const created = document.createElement(tag);
  created.textContent = text;
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  return created;
}

function showCount(): void {
  (document.querySelector('#count') as HTMLElement).textContent = String(readBasket().length);
}

function showProducts(): void {
  const list = element('ul', '', { class: 'products' });
  for (const { sku, name, price } of PRODUCTS) {
    const item = element('li', '');
    const add = element('button', 'Add to basket', { 'aria-label': `Add ${name} to the basket` });
    add.addEventListener('click', () => {
      writeBasket([...readBasket(), sku]);
      showCount();
    });
    item.append(element('h2', name), element('p', `$${price}`), add);
    list.append(item);
  }
  page.append(element('h1', 'For slow mornings'), list);
}

function showBasket(): void {
  const basket = readBasket();
  const total = totalOf(basket);
  page.append(element('h1', 'Your basket'));
  if (total === null) {
    page.append(element('p', 'Nothing in it yet.'));
    return;
  }
  const list = element('ul', '');
  for (const sku of basket)
    list.append(element('li', PRODUCTS.find((product) => product.sku === sku)?.name ?? sku));
  const pay = element('button', `Pay $${total}`) as HTMLButtonElement;
  pay.addEventListener('click', () => {
    pay.disabled = true;
    void order(basket).then(showThanks, () => {
      pay.disabled = false;
      pay.after(
        element('p', 'That did not work. You were not charged; please try again.', { role: 'alert' }),
      );
    });
  });
  page.append(list, pay);
}

/** The order goes to the shop's own server, which reports it to the hub: what is owed is not for a page to say. */
async function order(basket: readonly string[]): Promise<{ orderId: string; total: string }> {
  const response = await fetch('/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // Known without any cookie as well, as long as the visitor stays on the page that they landed on.
    body: JSON.stringify({ basket, attribution: tracker.attribution() }),
  });
  if (!response.ok) throw new Error(`the order was answered ${response.status}`);
  return response.json();
}

function showThanks({ orderId, total }: { orderId: string; total: string }): void {
  writeBasket([]);
  showCount();
  page.replaceChildren(
    element('h1', 'Thank you'),
    element('p', `Order ${orderId} over $${total} is on its way.`),
  );
}

if (location.pathname === '/basket') showBasket();
else showProducts();
showCount();
