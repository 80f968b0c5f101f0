// The reasons for which a location refuses goods.

export type RefusalReason = 'OUT_OF_STOCK' | 'QUANTITY_MISMATCH' | 'DAMAGED' | 'TOO_BUSY' | 'STORE_CLOSED' | 'OTHER';
