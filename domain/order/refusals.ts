// A refusal by a rule: it changes nothing and gives the reason and the next step.

export const refusalCodes = [
  'OFFER_CLOSED',
  'ORDER_CLOSED',
  'ORDER_ON_HOLD',
  'CANCELLATION_PENDING',
  'CANCELLATION_CLOSED',
  'TOO_LATE',
  'USE_RETURN',
  'WRONG_STATE',
  'WRONG_METHOD',
  'CODE_REFUSED',
  'QUANTITY_INVALID',
  'UNKNOWN_LINE',
  'UNKNOWN_PART',
  'TOO_MANY_MESSAGES',
  'IDEMPOTENCY_KEY_REUSED',
  'NOTHING_UNROUTED',
  'NO_CANDIDATE',
  'ALREADY_EXTENDED',
  'AMOUNT_TOO_HIGH',
  'ACTION_UNKNOWN',
  'NOT_AWAITING_BUYER',
  'PAYMENT_STATE',
  'WAYBILL_STATE',
  'WAYBILL_MISSING',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
export interface Refusal {
  code: RefusalCode;
  detail: string;
}

/** Says whether this is a refusal: answers have no code. */
export const isRefusal = (answer: object | null): answer is Refusal =>
  answer !== null && 'code' in answer && 'detail' in answer;

/** A refusal with its detail. */
export const refusal = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
