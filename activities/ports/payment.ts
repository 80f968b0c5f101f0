import { callPort, reasonOf } from './http-port.ts';

export interface RefundRequest {
  orderRef: string;
  paymentReference: string;
  amountMinor: number;
  currency: string;
}
export interface PaymentPort {
  /** Pays a refund, or returns the reason for a refusal. The same key pays once. */
  refund: (request: RefundRequest, idempotencyKey: string) => Promise<{ reference: string } | { refused: string }>;
  /** Voids an authorization. */
  voidAuthorization: (request: Omit<RefundRequest, 'amountMinor'>, idempotencyKey: string) => Promise<void>;
}

/** The payment provider over HTTP. Timeouts and 5xx throw TryAgain. */
export function paymentPort(baseUrl: string): PaymentPort {
  return {
    refund: async (body, idempotencyKey) => {
      const answer = await callPort(`${baseUrl}/payments/refunds`, { idempotencyKey, body });
      return answer.status < 300
        ? { reference: String(answer.body['refundReference']) }
        : { refused: reasonOf(answer) };
    },
    voidAuthorization: async (body, idempotencyKey) => {
      const answer = await callPort(`${baseUrl}/payments/voids`, { idempotencyKey, body });
      if (answer.status >= 300) throw new Error(`the provider refused to void: ${answer.status}`);
    },
  };
}
