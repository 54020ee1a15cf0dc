import { Button, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { ButtonLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import classes from './settings.module.css';
import { type TestResult, useSettingsStore } from './settings-store.ts';

const MOST_SHOWN_ITEMS = 10;

const kinds = { webhook: 'Slack test', email: 'Email test', events: 'Event test', scan: 'Scan' } as const;

/** The results of tests and scans since the page was loaded, newest first. */
export function ResultsPanel() {
  const results = useSettingsStore((state) => state.results);
  const clear = useSettingsStore((state) => state.clearResults);
  return (
    <SectionCard
      title="Results"
      aside={
        results.length === 0 ? null : (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
            Clear
          </Button>
        )
      }
    >
      <div aria-live="polite" data-testid="results">
        {results.length === 0 ? (
          <Text fz="sm" c="dimmed">
            Nothing tried yet. Test a channel or start a scan, and the result appears here.
          </Text>
        ) : (
          <ul className={classes.results}>
            {results.map((result) => (
              <Result key={result.id} result={result} />
            ))}
          </ul>
        )}
      </div>
    </SectionCard>
  );
}

function Result({ result }: { result: TestResult }) {
  return (
    <li className={classes.result} data-testid={`result-${result.kind}`} data-success={result.isSuccess}>
      <div className={classes.resultHead}>
        <Tag tone={result.isSuccess ? 'good' : 'bad'} icon={result.isSuccess ? IconCircleCheck : IconCircleX}>
          {kinds[result.kind]} {result.isSuccess ? 'succeeded' : 'failed'}
        </Tag>
        <Timestamp at={result.at} />
      </div>
      <Text fz="sm" mt={6} style={{ overflowWrap: 'anywhere' }}>
        {result.message}
      </Text>
      {result.lowStock === undefined ? null : <LowItems {...result.lowStock} />}
    </li>
  );
}

function LowItems({ items, count }: NonNullable<TestResult['lowStock']>) {
  if (count === 0) {
    return (
      <Text fz="sm" c="dimmed">
        Nothing is low.
      </Text>
    );
  }
  const shown = items.slice(0, MOST_SHOWN_ITEMS);
  return (
    <>
      <table className={classes.lowItems} aria-label="Low items">
        <thead>
          <tr>
            <th scope="col">{count === 1 ? '1 low item' : `${count} low items`}</th>
            <th scope="col">Stock</th>
            <th scope="col">Threshold</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr key={item.sku}>
              <td className="hub-mono">{item.sku}</td>
              <td>{item.stock}</td>
              <td>{item.threshold}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > shown.length ? (
        <ButtonLink to="/inventory" search={{ low: 'yes' }} size="compact-sm" variant="subtle" mt={4}>
          Show all {count}
        </ButtonLink>
      ) : null}
    </>
  );
}
