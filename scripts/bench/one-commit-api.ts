// The api as it is, but for its intake line: every order has a commit of its own, as many at once as the pool has
// connections.
import { serveApi } from '../../api/serve.ts';
import { loadConfig } from '../../config.ts';

const api = await serveApi(loadConfig(), { largestBatch: 1, batchesAtOnce: 10 });
process.once('SIGTERM', () => {
  void api.stop().then(() => process.exit(0));
});
