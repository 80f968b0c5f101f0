// The minimal HTTP server for an order: Express parses the body and answers. A separate process.
import express from 'express';

const app = express()
  .disable('x-powered-by')
  .use(express.json({ limit: '1mb' }));
app.get('/healthz', (_req, res) => {
  res.json({ ok: true });
});
app.post('/v1/orders', (req, res) => {
  res.status(201).json({ channelOrderNumber: (req.body as { channelOrderNumber: string }).channelOrderNumber });
});
const server = app.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
