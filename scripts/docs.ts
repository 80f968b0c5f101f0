// npm run docs: writes the documents of docs/ that follow from declarations in the code.
import './provisioning/required-node.js';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp } from './command-line.ts';
import { channelPolicyDocument } from './docs/channel-policy.ts';

const HELP = `Usage: npm run docs

Writes docs/channel-policy.md from the declarations of the policy's fields and of the audit's rules.`;

argumentsOrHelp(HELP, { positionals: false });
writeFileSync(fileURLToPath(new URL('../docs/channel-policy.md', import.meta.url)), channelPolicyDocument());
