import { NativeSelect } from '@mantine/core';
import { TimeSeriesChart } from '../../ui/charts/time-series-chart.tsx';
import { Segments } from '../../ui/segments.tsx';
import { isMoney, type Metric, metricLabels } from '../metrics/metrics.ts';
import { unitOf } from '../metrics/units.ts';
import { Card } from './card.tsx';
import type { RangeFigures } from './figures.ts';
import classes from './overview.module.css';

/** One of the figures over time, with the range that it is compared with behind it. */
export function FigureChart(props: {
  figures: RangeFigures;
  metric: Metric;
  onMetric: (metric: Metric) => void;
  onCurrency: (currency: string) => void;
}) {
  const { figures, metric, onMetric, onCurrency } = props;
  const currencies = figures.summary.money.map(({ currency }) => currency);
  const { grain } = figures.series[metric];
  return (
    <Card
      title={`${metricLabels[metric]} over time`}
      note={`by ${grain === 'quarter' ? 'quarter of an hour' : grain}`}
      aside={
        <div className={classes.choices}>
          {isMoney(metric) && currencies.length > 1 ? (
            <NativeSelect
              aria-label="Currency"
              size="xs"
              data={currencies}
              value={figures.currency}
              onChange={(event) => onCurrency(event.currentTarget.value)}
            />
          ) : null}
          <Segments label="What the chart shows" choices={metricLabels} value={metric} onChoose={onMetric} />
        </div>
      }
    >
      <div className={classes.chart}>
        <TimeSeriesChart
          label={metricLabels[metric]}
          unit={unitOf(metric, figures.currency)}
          series={[{ name: metricLabels[metric], data: figures.series[metric] }]}
          height={260}
        />
      </div>
    </Card>
  );
}
