// The reasons for which a location refuses goods.

export const refusalReasons = [
  'OUT_OF_STOCK',
  'QUANTITY_MISMATCH',
  'DAMAGED',
  'TOO_BUSY',
  'STORE_CLOSED',
  'OTHER',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
