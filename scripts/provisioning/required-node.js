// Plain JavaScript, so that a Node too old to strip types can still say so: `node --import
// ./scripts/provisioning/required-node.js …`.
const REQUIRED = [24, 12];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  process.stderr.write(
    `Baton needs Node ${REQUIRED.join('.')} or newer and this is ${process.version}: ` +
      'run `npm ci` (it brings a Node on Linux) and start through npm, or install a newer Node.\n',
  );
  process.exit(1);
}
