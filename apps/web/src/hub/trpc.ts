import type { AdminInputs, AdminOutputs } from '@dreamteamhub/sdk/admin';
import { createHubClient, hub } from '@dreamteamhub/sdk/react';

export const trpc = hub;

/** Calls the operator API on this origin, with the session cookie. */
export const createTrpcClient = (fetch: typeof globalThis.fetch) => createHubClient({ endpoint: '', fetch });

export type Affiliate = AdminOutputs['affiliates']['listAffiliates']['items'][number];
export type AffiliateCode = AdminOutputs['affiliates']['listCodes']['items'][number];
export type Order = AdminOutputs['orders']['listOrders']['items'][number];
export type OrderDetail = AdminOutputs['orders']['getOrder'];
export type Conversion = AdminOutputs['affiliates']['listConversions']['items'][number];
export type UnmatchedRefund = AdminOutputs['affiliates']['listUnmatchedRefunds']['items'][number];
export type AlikeHandles = AdminOutputs['affiliates']['listAlikeHandles']['groups'][number];
export type Product = AdminOutputs['inventory']['listProducts']['items'][number];
export type InventoryEvent = AdminOutputs['inventory']['listEvents']['items'][number];
export type Progress = AdminOutputs['ops']['getProgress'];
export type Alerting = AdminOutputs['ops']['getAlerting'];
export type MovementReason = AdminInputs['inventory']['adjustStock']['reason'];
export type Episode = AdminOutputs['alerts']['listEpisodes']['items'][number];
export type Mute = AdminOutputs['alerts']['listMutes']['items'][number];
export type MuteKind = Mute['kind'];
export type TimelineEntry = AdminOutputs['alerts']['getEpisode']['timeline'][number];
export type Delivery = AdminOutputs['alerts']['listDeliveries']['items'][number];
export type DeliveryDetail = AdminOutputs['alerts']['getDelivery'];
export type DeliveryAttempt = DeliveryDetail['attempts'][number];
export type ProductImport = AdminOutputs['imports']['getImport'];
export type ImportLine = AdminOutputs['imports']['listImportLines']['items'][number];
export type FileReading = AdminOutputs['imports']['readImportFile'];
export type ImportMapping = NonNullable<AdminInputs['imports']['createImport']['mapping']>;
export type ImportEncoding = NonNullable<AdminInputs['imports']['createImport']['encoding']>;
export type Person = AdminOutputs['team']['listTeam']['people'][number];
export type Invitation = AdminOutputs['team']['listTeam']['invitations'][number];
export type SentInvitation = AdminOutputs['team']['invitePerson'];
export type Session = AdminOutputs['account']['listSessions']['items'][number];
export type Storefront = AdminOutputs['storefronts']['listStorefronts']['items'][number];
export type ApiKey = AdminOutputs['storefronts']['listKeys']['items'][number];
export type IssuedKey = AdminOutputs['storefronts']['issueKey'];
export type TestEvent = AdminOutputs['testEvents']['listTestEvents']['items'][number];
export type ListExport = AdminOutputs['exports']['getExport'];
export type InspectedEvent = AdminOutputs['inspector']['getEvent'];
export type AuditEntry = AdminOutputs['audit']['listEntries']['items'][number];
export type BulkChange = AdminOutputs['bulk']['getChange'];
export type ListView = AdminOutputs['views']['listViews']['views'][number];
export type CommissionRule = AdminOutputs['commissions']['getRule']['versions'][number];
export type CommissionGroup = AdminOutputs['commissions']['listGroups']['groups'][number];
export type RatedLine = AdminOutputs['commissions']['preview']['items'][number];
