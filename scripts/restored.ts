// npm run restored: tells a database that it was restored from a backup.
import './provisioning/required-node.js';
import { parseArgs } from 'node:util';
import { openOrm } from '../db/connection/orm.ts';

const HELP = `Usage: npm run restored

Say so once after DATABASE_URL was restored from a backup, before the workers start: events to channels then have new
ids. What a channel was told since the backup is told anew with other contents, and under the old ids it would be
taken for known. The workflows are started again by the workers themselves within five minutes.`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help === true) process.stdout.write(`${HELP}\n`);
else {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL: say which database was restored');
  const orm = await openOrm(url);
  try {
    const [row] = await orm.em
      .fork()
      .execute<{ epoch: number }[]>('update installation set epoch = epoch + 1 returning epoch');
    if (!row) throw new Error('this database was never migrated: npm run migrate comes first');
    process.stdout.write(`The ids of events now end in -${row.epoch}.\n`);
  } finally {
    await orm.close();
  }
}
