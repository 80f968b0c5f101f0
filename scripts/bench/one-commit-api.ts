// The API without group commit: every order has its own commit, with as many at once as the pool has connections.
import { serveApi } from '../../api/serve.ts';
import { loadConfig } from '../../config.ts';

const api = await serveApi(loadConfig(), { largestBatch: 1, batchesAtOnce: 10 });
process.once('SIGTERM', () => {
  void api.stop().then(() => process.exit(0));
});
