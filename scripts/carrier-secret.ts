// The webhook secret of a carrier, to be given to that carrier only.
import './provisioning/required-node.js';
import { existsSync } from 'node:fs';
import { carrierSecrets } from '../auth/carrier-secret.ts';
import { argumentsOrHelp } from './command-line.ts';
import { dataDirectory } from './supervisor/data-directory.ts';
import { demoSecrets } from './supervisor/secrets.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: npm run carrier-secret -- ID

Prints the secret with which the carrier signs its tracking events (Standard Webhooks).

  CARRIER_WEBHOOK_SECRET  the root of all carriers' secrets; default: the one that \`npm start\` made up in DATA_DIR
                          (.data)`;

const [id, ...more] = argumentsOrHelp(HELP, { positionals: true });
if (id === undefined || more.length > 0) {
  process.stderr.write(`name one carrier\n\n${HELP}\n`);
  process.exit(2);
}
const kept = dataDirectory(readSettings(process.env).DATA_DIR).file('secrets.json');
if (!process.env['CARRIER_WEBHOOK_SECRET'] && !existsSync(kept)) {
  process.stderr.write(`There is no ${kept} yet: run \`npm start\` once, or set CARRIER_WEBHOOK_SECRET.\n`);
  process.exit(1);
}
process.stdout.write(`${carrierSecrets(demoSecrets(kept, process.env)['CARRIER_WEBHOOK_SECRET'] ?? '')(id)}\n`);
