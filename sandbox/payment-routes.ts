import { randomUUID } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import type { Answer, Operation } from './facts.ts';
import { answerProviderCall, type ProviderContext } from './provider-call.ts';
import { IdempotencyKey, RefundRequest, VoidRequest } from './schemas.ts';

interface PaymentOperation {
  operation: Operation;
  schema: typeof RefundRequest | typeof VoidRequest;
  refusalCode: string;
  work: () => Answer;
}

/** The payment provider: it knows no captures and pays every refund once per key. */
export function paymentRoutes(context: ProviderContext): Router {
  const router = Router();
  router.post(
    '/refunds',
    answering(context, {
      operation: 'REFUND',
      schema: RefundRequest,
      refusalCode: 'REFUND_REFUSED',
      work: () => ({ status: 201, body: { refundReference: `re_${randomUUID()}`, status: 'SUCCEEDED' } }),
    }),
  );
  router.post(
    '/voids',
    answering(context, {
      operation: 'VOID_AUTHORIZATION',
      schema: VoidRequest,
      refusalCode: 'VOID_REFUSED',
      work: () => ({ status: 201, body: { status: 'VOIDED' } }),
    }),
  );
  return router;
}

function answering(
  context: ProviderContext,
  { operation, schema, refusalCode, work }: PaymentOperation,
): RequestHandler {
  return async (req, res) => {
    const request = schema.parse(req.body);
    const key = IdempotencyKey.parse(req.get('idempotency-key'));
    const refusal: Answer = {
      status: 422,
      body: { code: refusalCode, reason: 'The payment provider has been told to refuse.' },
    };
    await answerProviderCall(
      context,
      { provider: 'payment', operation, orderRef: request.orderRef, key, request, refusal, work },
      { req, res },
    );
  };
}
