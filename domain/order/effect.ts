// One call to an outside system that an order owes; each names its row, so that doing it twice is doing it once.

export type EffectKind = 'CREATE_WAYBILL' | 'VOID_WAYBILL' | 'VOID_PAYMENT' | 'PAY_REFUND';

export interface Effect {
  kind: EffectKind;
  id: string;
}
