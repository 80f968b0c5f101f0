// Runs no-op workflows with the options of our worker, a task queue and a process of its own.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { workerOptions } from '../../worker/worker.ts';
import { TEMPORAL_NAMESPACE } from '../provisioning/temporal-server.ts';

Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  namespace: TEMPORAL_NAMESPACE,
  taskQueue: 'no-op',
  workflowsPath: fileURLToPath(new URL('no-op-workflow.ts', import.meta.url)),
  ...workerOptions,
});
const ready = createServer((_req, res) => {
  res.end('ok');
}).listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => {
  worker.shutdown();
  ready.close();
});
await worker.run();
await connection.close();
