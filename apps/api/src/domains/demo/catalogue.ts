/** A product of the demo shop, which sells gear for hikers. */
export interface DemoProduct {
  sku: string;
  name: string;
  supplier: string;
  /** In minor units of a currency with two decimals. */
  priceMinor: number;
  /** Units that are sold on an ordinary day. */
  dailySales: number;
  /** From an order at the supplier to its arrival. */
  leadDays: number;
  /** When it sells best. */
  season: 'all' | 'summer' | 'winter';
}

type Row = [sku: string, name: string, priceMinor: number, dailySales: number, season: DemoProduct['season']];

const suppliers: { supplier: string; leadDays: number; products: Row[] }[] = [
  {
    supplier: 'Alpine Textiles',
    leadDays: 21,
    products: [
      ['JKT-RAIN-M-BLU', 'Rain jacket Drizzle, blue, M', 12_900, 0.9, 'all'],
      ['JKT-RAIN-L-BLU', 'Rain jacket Drizzle, blue, L', 12_900, 0.8, 'all'],
      ['JKT-DOWN-M-BLK', 'Down jacket Ember, black, M', 21_900, 0.6, 'winter'],
      ['JKT-DOWN-L-BLK', 'Down jacket Ember, black, L', 21_900, 0.5, 'winter'],
      ['FLC-ZIP-M-GRY', 'Fleece half-zip, grey, M', 6_900, 1.1, 'winter'],
      ['FLC-ZIP-L-GRY', 'Fleece half-zip, grey, L', 6_900, 0.9, 'winter'],
      ['SHT-MERINO-M', 'Merino shirt Trail, M', 5_900, 1.2, 'summer'],
      ['SHT-MERINO-L', 'Merino shirt Trail, L', 5_900, 1, 'summer'],
      ['SOCK-MERINO-42', 'Merino socks, 39–42', 1_790, 2.4, 'all'],
      ['SOCK-MERINO-46', 'Merino socks, 43–46', 1_790, 2.1, 'all'],
    ],
  },
  {
    supplier: 'Campfire & Co',
    leadDays: 12,
    products: [
      ['STOVE-GAS-MINI', 'Gas stove Firefly', 3_490, 0.9, 'summer'],
      ['POT-TITAN-09', 'Titanium pot, 0.9 l', 4_450, 0.5, 'summer'],
      ['MUG-ENAMEL-WHT', 'Enamel mug, white', 1_290, 1.8, 'all'],
      ['FLASK-STEEL-1L', 'Steel flask, 1 l', 2_990, 1.3, 'winter'],
      ['FILTER-WATER', 'Water filter Clearbrook', 4_990, 0.7, 'summer'],
      ['SPORK-TITAN', 'Titanium spork', 990, 1.6, 'summer'],
      ['LIGHT-HEAD-300', 'Head torch, 300 lm', 3_990, 1.1, 'winter'],
      ['LIGHT-CAMP-USB', 'Camp lantern, USB-C', 2_790, 0.8, 'all'],
    ],
  },
  {
    supplier: 'Nordpack',
    leadDays: 28,
    products: [
      ['PACK-DAY-20', 'Daypack Fjord, 20 l', 7_900, 1, 'all'],
      ['PACK-DAY-28', 'Daypack Fjord, 28 l', 9_400, 0.8, 'all'],
      ['PACK-TREK-55', 'Trekking pack Ridge, 55 l', 18_900, 0.4, 'summer'],
      ['PACK-COVER-M', 'Rain cover for packs, M', 1_690, 1, 'all'],
      ['BAG-DRY-10', 'Dry bag, 10 l', 1_490, 1.4, 'summer'],
      ['BAG-DRY-20', 'Dry bag, 20 l', 1_890, 1.1, 'summer'],
    ],
  },
  {
    supplier: 'Stillwater Tents',
    leadDays: 35,
    products: [
      ['TENT-LITE-2', 'Tent Lightwing, 2 persons', 32_900, 0.35, 'summer'],
      ['TENT-LITE-3', 'Tent Lightwing, 3 persons', 38_900, 0.2, 'summer'],
      ['SLEEP-DOWN-0', 'Sleeping bag Ember, 0 °C', 24_900, 0.3, 'winter'],
      ['SLEEP-SUMMER', 'Sleeping bag Breeze, 10 °C', 9_900, 0.5, 'summer'],
      ['MAT-AIR-REG', 'Sleeping mat Air, regular', 8_900, 0.6, 'summer'],
      ['PEG-ALU-10', 'Aluminium pegs, 10 pieces', 1_590, 0.9, 'summer'],
    ],
  },
  {
    supplier: 'Waymark Optics',
    leadDays: 16,
    products: [
      ['COMPASS-PRO', 'Compass with mirror', 3_990, 0.6, 'all'],
      ['MAP-CASE-A4', 'Map case, waterproof', 1_490, 0.7, 'summer'],
      ['BINOC-8X25', 'Binoculars, 8×25', 11_900, 0.3, 'all'],
      ['POLE-CARBON', 'Carbon trekking poles, pair', 9_900, 0.7, 'summer'],
      ['GAITER-M', 'Gaiters, M', 3_490, 0.4, 'winter'],
      ['CRAMPON-LITE', 'Light crampons', 5_490, 0.5, 'winter'],
      ['WHISTLE-SOS', 'Signal whistle', 590, 1.3, 'all'],
      ['KIT-FIRST-AID', 'First-aid kit Trail', 2_490, 1.2, 'all'],
    ],
  },
];

/** All products of the demo shop. */
export const demoProducts: readonly DemoProduct[] = suppliers.flatMap(({ supplier, leadDays, products }) =>
  products.map(([sku, name, priceMinor, dailySales, season]) => ({
    sku,
    name,
    supplier,
    priceMinor,
    dailySales,
    leadDays,
    season,
  })),
);

/** A partner of the demo shop. */
export interface DemoPartner {
  handle: string;
  name: string;
  /** Clicks on an ordinary day, in the middle of the year. */
  dailyClicks: number;
  /** Of its clicks, those that become an order. */
  conversion: number;
  /** By how much a year changes its clicks: 1 doubles them, -0.5 halves them. */
  growth: number;
  /** Days ago when it began. */
  since: number;
  /** The host of its pages; null: people come from mails and apps, which name none. */
  referrer: string | null;
  subIds: readonly string[];
  coupon: string | null;
  commissionBps: number | null;
  isPaused: boolean;
}

type PartnerRow = Pick<DemoPartner, 'handle' | 'name' | 'dailyClicks' | 'conversion' | 'growth'> &
  Partial<DemoPartner>;

const partners: PartnerRow[] = [
  {
    handle: 'trail-notes',
    name: 'Trail Notes',
    dailyClicks: 38,
    conversion: 0.032,
    growth: 0.6,
    coupon: 'TRAIL10',
  },
  { handle: 'camp-daily', name: 'Camp Daily', dailyClicks: 31, conversion: 0.026, growth: 0.1 },
  {
    handle: 'hannah-hikes',
    name: 'Hannah Hikes',
    dailyClicks: 24,
    conversion: 0.041,
    growth: 1.4,
    since: 260,
    coupon: 'HANNAH',
  },
  {
    handle: 'gear-index',
    name: 'The Gear Index',
    dailyClicks: 27,
    conversion: 0.018,
    growth: -0.3,
    commissionBps: 500,
  },
  {
    handle: 'peak-newsletter',
    name: 'Peak Letter',
    dailyClicks: 14,
    conversion: 0.05,
    growth: 0.2,
    referrer: null,
    subIds: ['mail-spring', 'mail-summer', 'mail-autumn', 'mail-winter'],
  },
  { handle: 'slow-miles', name: 'Slow Miles', dailyClicks: 11, conversion: 0.029, growth: 0.3 },
  {
    handle: 'outdoor-deals',
    name: 'Outdoor Deals',
    dailyClicks: 42,
    conversion: 0.009,
    growth: 0,
    coupon: 'DEAL5',
    commissionBps: 300,
  },
  { handle: 'winter-rooms', name: 'Winter Rooms', dailyClicks: 8, conversion: 0.03, growth: 0.4 },
  {
    handle: 'mountain-cabin',
    name: 'Mountain Cabin Podcast',
    dailyClicks: 9,
    conversion: 0.038,
    growth: 0.8,
    referrer: null,
    coupon: 'CABIN',
    subIds: ['ep-31', 'ep-32', 'ep-33', 'ep-34'],
  },
  {
    handle: 'two-boots',
    name: 'Two Boots, One Dog',
    dailyClicks: 13,
    conversion: 0.022,
    growth: 0.9,
    since: 190,
  },
  { handle: 'rucksack-review', name: 'Rucksack Review', dailyClicks: 18, conversion: 0.019, growth: -0.1 },
  {
    handle: 'lake-district-walks',
    name: 'Lake District Walks',
    dailyClicks: 10,
    conversion: 0.024,
    growth: 0.1,
  },
  { handle: 'wild-kitchen', name: 'Wild Kitchen', dailyClicks: 7, conversion: 0.02, growth: 0.5, since: 150 },
  {
    handle: 'alpenverein-nord',
    name: 'Alpenverein Nord e. V.',
    dailyClicks: 6,
    conversion: 0.06,
    growth: 0.1,
    commissionBps: 1_200,
  },
  { handle: 'kompass-und-karte', name: 'Kompass & Karte', dailyClicks: 8, conversion: 0.021, growth: -0.4 },
  { handle: 'sentiers', name: 'Sentiers du Week-end', dailyClicks: 9, conversion: 0.017, growth: 0.2 },
  { handle: 'tent-tested', name: 'Tent Tested', dailyClicks: 12, conversion: 0.025, growth: 0.3, since: 300 },
  {
    handle: 'the-long-way',
    name: 'The Long Way',
    dailyClicks: 5,
    conversion: 0.033,
    growth: 1.1,
    since: 90,
    coupon: 'LONGWAY',
  },
  { handle: 'scout-supply', name: 'Scout Supply List', dailyClicks: 4, conversion: 0.045, growth: 0 },
  { handle: 'old-banner', name: 'Banner on an old forum', dailyClicks: 3, conversion: 0.006, growth: -0.8 },
  { handle: 'summit-club', name: 'Summit Club', dailyClicks: 6, conversion: 0.028, growth: 0.6, since: 45 },
  {
    handle: 'coupon-harvest',
    name: 'Coupon Harvest',
    dailyClicks: 16,
    conversion: 0.004,
    growth: 0.2,
    isPaused: true,
  },
];

/** All partners of the demo shop. */
export const demoPartners: readonly DemoPartner[] = partners.map((partner) => ({
  since: 364,
  referrer: `www.${partner.handle}.example`,
  subIds: ['review', 'sidebar', 'newsletter'],
  coupon: null,
  commissionBps: null,
  isPaused: false,
  ...partner,
}));

/** Where people land, and how often. */
export const landingPages: readonly { path: string; weight: number }[] = [
  { path: '/', weight: 5 },
  { path: '/rain-gear', weight: 4 },
  { path: '/tents', weight: 3 },
  { path: '/sale', weight: 3 },
  { path: '/packs', weight: 3 },
  { path: '/products/daypack-fjord', weight: 2 },
  { path: '/products/head-torch', weight: 2 },
  { path: '/products/merino-socks', weight: 2 },
  { path: '/guides/first-overnight-hike', weight: 1 },
  { path: '/gift-cards', weight: 1 },
];

/** What people come with, and how often. */
export const userAgents: readonly { text: string; weight: number }[] = [
  {
    text: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
    weight: 8,
  },
  {
    text: 'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    weight: 7,
  },
  {
    text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    weight: 6,
  },
  {
    text: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
    weight: 3,
  },
  { text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0', weight: 2 },
  {
    text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    weight: 2,
  },
  {
    text: 'Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
    weight: 1,
  },
];
