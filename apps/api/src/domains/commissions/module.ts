import type { Platform } from '../../platform/platform.ts';
import { PreviewService } from './preview-service.ts';
import { commissionsRouter } from './router.ts';
import { RuleService } from './rule-service.ts';

/** Commission rules, and what affiliates earn by them. */
export function createCommissions({ db, env, now }: Platform) {
  const options = { defaultBps: env.DEFAULT_COMMISSION_BPS, hubZone: env.TIME_ZONE };
  const services = {
    rules: new RuleService({ db }),
    preview: new PreviewService({ db, options, now }),
  };
  return { services, admin: commissionsRouter(services) };
}
