// The load of one measurement in a separate process: each connection sends an order and the next one after its answer.
// Prints the result.
import autocannon from 'autocannon';
import { benchOrder, channelKey } from './retailer.ts';

export interface Load {
  url: string;
  connections: number;
  seconds: number;
  run: string;
}
export interface Loaded {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  answered: number;
  failed: number;
}

const { url, connections, seconds, run } = JSON.parse(process.argv[2] ?? '') as Load;
let sent = 0;
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${channelKey}` },
  requests: [
    {
      path: '/v1/orders',
      setupRequest: (request) => {
        sent += 1;
        return { ...request, body: JSON.stringify(benchOrder(sent, `${run}-${sent}`)) };
      },
    },
  ],
});
const loaded: Loaded = {
  perSecond: result['2xx'] / result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  answered: result['2xx'],
  failed: result.non2xx + result.errors + result.timeouts,
};
process.stdout.write(JSON.stringify(loaded));
