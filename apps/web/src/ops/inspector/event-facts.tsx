import { Text } from '@mantine/core';
import type { InspectedEvent } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { doorNames, keyName } from './event-words.ts';

/** When, by whom and how an event came in, and what it is of: each leads there. */
export function EventFacts({ event }: { event: InspectedEvent }) {
  const { affiliate, door, key, origin, outcome, reason, storefront, body, mode, result } = event;
  const orderId = textIn(body, 'orderId');
  const sku = textIn(body, 'sku');
  const clickId = result?.clickId ?? result?.countedClickId;
  return (
    <Facts>
      <Fact name="Arrived">
        <Timestamp at={event.at} />
      </Fact>
      <Fact name="Source">{door === null ? <NotRecorded /> : doorNames[door]}</Fact>
      <Fact name="Key">{key !== null ? keyName(key) : door === null ? <NotRecorded /> : 'none'}</Fact>
      <Fact name="Page’s origin">
        {origin !== null ? <bdi>{origin}</bdi> : door === null ? <NotRecorded /> : 'none'}
      </Fact>
      {reason === null ? null : (
        <Fact name={outcome === 'refused' ? 'Error code' : 'Reason'}>
          <span className="hub-mono">{reason}</span>
        </Fact>
      )}
      {affiliate === null ? null : (
        <Fact name="Partner">
          <AnchorLink to="/affiliates/$id" params={{ id: String(affiliate.id) }} search={{}} fz="sm">
            <bdi>{affiliate.name}</bdi>
          </AnchorLink>
        </Fact>
      )}
      {orderId === null ? null : (
        <Fact name="Order">
          {mode === 'live' && storefront !== null && outcome !== 'refused' ? (
            <AnchorLink to="/orders/find" search={{ storefront, orderId }} fz="sm">
              <bdi>{orderId}</bdi>
            </AnchorLink>
          ) : (
            <AnchorLink to="/inspector" search={{ text: orderId }} fz="sm">
              <bdi>{orderId}</bdi>
            </AnchorLink>
          )}
        </Fact>
      )}
      {typeof clickId !== 'number' ? null : (
        <Fact name={result?.countedClickId === undefined ? 'Click' : 'Counted click'}>
          <AnchorLink
            to="/inspector/$id"
            params={{ id: `${mode === 'test' ? 'test' : 'click'}-${clickId}` }}
            fz="sm"
          >
            {clickId}
          </AnchorLink>
        </Fact>
      )}
      {sku === null ? null : (
        <Fact name="Product">
          <AnchorLink to="/inventory/$sku" params={{ sku }} search={{}} fz="sm">
            <bdi>{sku}</bdi>
          </AnchorLink>
        </Fact>
      )}
    </Facts>
  );
}

function NotRecorded() {
  return (
    <Text
      span
      fz="sm"
      c="dimmed"
      title="For busy storefronts, the hub records this of a sample of events only."
    >
      not recorded
    </Text>
  );
}

function textIn(fields: Record<string, unknown>, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : null;
}
