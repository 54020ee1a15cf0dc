/**
 * The values of fields that lists are filtered by. No schema stands beside them, so that pages which only name the values
 * load no zod.
 */

export const AFFILIATE_STATUSES = ['active', 'paused', 'archived'] as const;

export const CONVERSION_STATUSES = ['pending', 'approved', 'paid', 'void'] as const;

export const CONVERSION_KINDS = ['verified', 'claim'] as const;

export const EPISODE_STATUSES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const;

/** What a mute is about: one SKU, all products of a supplier, or all whose SKU begins so. */
export const MUTE_KINDS = ['sku', 'supplier', 'prefix'] as const;

export const IMPORT_STATUSES = ['ready', 'running', 'done', 'failed', 'cancelled'] as const;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;

/** The steps of a hub's beginning, in the order in which one leads to the next. */
export const SETUP_STEPS = ['partner', 'origin', 'click', 'key', 'order', 'channel', 'products'] as const;

export const CHANNEL_NAMES = ['webhook', 'email', 'events'] as const;
