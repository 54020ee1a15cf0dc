export {
  ConversionDao,
  type ConversionKind,
  type ConversionStatus,
  type ConversionView,
  type RefundData,
  type RefundResult,
} from './conversion-dao.ts';
export type { ConversionData, ConversionResult } from './conversion-write.ts';
