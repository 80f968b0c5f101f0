// Why a location refuses goods that it was asked for.

export type RefusalReason = 'OUT_OF_STOCK' | 'QUANTITY_MISMATCH' | 'DAMAGED' | 'TOO_BUSY' | 'STORE_CLOSED' | 'OTHER';
