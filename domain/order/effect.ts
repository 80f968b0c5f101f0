// One call to an outside system that an order needs. It names its row, so that a repeated call has the same effect
// once.

export type EffectKind = 'CREATE_WAYBILL' | 'VOID_WAYBILL' | 'VOID_PAYMENT' | 'PAY_REFUND';

export interface Effect {
  kind: EffectKind;
  id: string;
}
