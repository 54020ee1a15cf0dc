/** What figures over time count. The contract of analytics has the same words. */
export const METRICS = ['clicks', 'orders', 'revenue', 'commission'] as const;
export type Metric = (typeof METRICS)[number];

export const metricLabels: Readonly<Record<Metric, string>> = {
  clicks: 'Clicks',
  orders: 'Orders',
  revenue: 'Revenue',
  commission: 'Commission',
};

export function isMoney(metric: Metric): metric is 'revenue' | 'commission' {
  return metric === 'revenue' || metric === 'commission';
}
