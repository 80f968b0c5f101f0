// docs/channel-policy.md: what the declarations of a channel's policy say, as tables for people who set a channel up.
import { auditRules } from '../../domain/audit/rules.ts';
import { policySections } from '../../domain/order/channel-policy.ts';
import type { PolicyField, PolicyKind } from '../../domain/order/policy-field.ts';

const heading = `# The policy of a channel

\`PUT /v1/channels/{id}\` takes a \`policy\`, in part: a field that is left out has its usual value. Amounts are whole
minor units. Written by \`npm run docs\` from \`domain/order/channel-policy.ts\`, never by hand; a test says when it is
not current.
`;

const units: [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
];

/** Seconds in the largest unit that they are a whole number of. */
function timeOf(seconds: number): string {
  const [unit, length] = units.find(([, one]) => seconds > 0 && seconds % one === 0) ?? ['s', 1];
  return `${seconds / length} ${unit}`;
}

const between = (least: number, most: number, unit = ''): string => `${least} to ${most}${unit && ` ${unit}`}`;

type Bounded = { kind: 'number' | 'integer' | 'seconds' | 'choice' | 'list' | 'map' | 'object' };
/** Values of the kinds that have no bounds to tell. */
const nouns: Record<Exclude<PolicyKind, Bounded>['kind'], string> = {
  amount: 'minor units, from 0',
  instant: 'an instant with its zone',
  day: 'a day, YYYY-MM-DD',
  flag: '`true`, `false`',
  text: 'a text',
  place: 'a place',
  key: 'an id',
  timeZone: 'an IANA time zone',
  openingHours: 'opening hours',
  calendar: '`null`, or { timeZone, cutOff, shipTime, weekdays 1–7, holidays }, times as HH:MM',
  campaigns: 'a list of { name, from, to, shipBySeconds }',
  audit: 'a list of { rule, limit, dueSeconds, dueAction }, all but the rule optional; see below',
};

/** What a field of this kind may be. */
function valuesOf(kind: PolicyKind): string {
  switch (kind.kind) {
    case 'number':
    case 'integer':
      return between(kind.min, kind.max, 'unit' in kind ? kind.unit : '');
    case 'seconds':
      return `seconds, up to ${kind.max} (${timeOf(kind.max)})${kind.min === 0 ? ', or 0' : ''}`;
    case 'choice':
      return kind.of.map((one) => `\`${one}\``).join(', ');
    case 'list':
      return `a list, each: ${valuesOf(kind.of)}`;
    case 'map':
      return `by name, each: ${valuesOf(kind.of)}`;
    case 'object':
      return `{ ${Object.keys(kind.of).join(', ')} }`;
    default:
      return nouns[kind.kind];
  }
}

function usualOf(field: PolicyField): string {
  const { kind, usual } = field;
  if (kind === 'seconds') return `\`${Number(usual)}\` (${timeOf(Number(usual))})`;
  const entries: unknown[] = Array.isArray(usual) && usual.length > 0 ? usual : [usual];
  return entries.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
}

const row = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (headings: string[], rows: string[][]): string =>
  [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');

const section = (title: string, fields: [string, PolicyField][]): string =>
  `## ${title}\n\n${table(
    ['Field', 'What it does, and when to change it', 'Values', 'Usual'],
    fields.map(([name, field]) => [`\`${name}\``, field.description, valuesOf(field), usualOf(field)]),
  )}\n`;

const auditSection = (): string =>
  `## Rules of the audit\n\n${table(
    ['Rule', 'What it checks', 'Its limit counts'],
    auditRules.map(({ code, description, limit }) => [`\`${code}\``, description, limit ?? '–']),
  )}\n`;

/** The whole document. */
export function channelPolicyDocument(): string {
  const sections = Object.entries(policySections).map(([title, fields]) => section(title, Object.entries(fields)));
  return [heading, ...sections, auditSection()].join('\n');
}
