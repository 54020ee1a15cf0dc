import { type Database, decodeTimeCursor, type Page } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import {
  type ClickDimension,
  ClickListDao,
  type ClickListRequest,
  type ListedClick,
} from '@dreamteamhub/db/tracking';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';

type AffiliateClick = WireOutputs<typeof admin>['affiliates']['listClicks']['items'][number];

interface Asked {
  id: number;
  /** Instants. */
  from?: string | undefined;
  to?: string | undefined;
  counted?: 'yes' | 'no' | undefined;
  dimension?: ClickDimension | undefined;
  value?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** The single clicks of an affiliate. */
export class AffiliateClickService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /**
   * Returns one page, newest first; with a filter it may be shorter than asked for, and still have a cursor. Throws
   * `not_found`, and `bad_request` for a value without a dimension and for a cursor that the hub did not issue.
   */
  async list(input: Asked, by: Pick<Caller, 'storefrontId'>): Promise<Page<AffiliateClick>> {
    const { id, from, to, counted, limit } = input;
    const after = readTimeCursor(input.cursor);
    const where = readCondition(input);
    const affiliate = await new AffiliateDao(this.#db).getAffiliateById(id);
    if (affiliate === null || (by.storefrontId !== null && affiliate.storefrontId !== by.storefrontId)) {
      throw new AppError('not_found', `there is no affiliate with id ${id}`);
    }
    const page = await new ClickListDao(this.#db).list({
      affiliate,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      isCounted: counted === undefined ? undefined : counted === 'yes',
      where,
      limit,
      after,
    });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }
}

function readTimeCursor(cursor: string | undefined): ClickListRequest['after'] {
  if (cursor === undefined) return undefined;
  const position = decodeTimeCursor(cursor);
  if (position === null) throw badField('cursor', 'is not a cursor from an earlier answer');
  return position;
}

function readCondition({ dimension, value }: Asked): ClickListRequest['where'] {
  if (dimension !== undefined) return { dimension, value: value ?? null };
  if (value !== undefined) throw badField('dimension', 'is required beside a value');
  return undefined;
}

function toView({ at, ...click }: ListedClick): AffiliateClick {
  return { ...click, timestamp: at.toISOString() };
}
