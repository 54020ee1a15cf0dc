import { liveTopic } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';

export type LiveTopic = z.infer<typeof liveTopic>;

export const ALL_TOPICS: readonly LiveTopic[] = liveTopic.options;
