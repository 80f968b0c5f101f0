import { condition } from '../criterion.ts';

export const goodsClass = condition({
  name: 'goods-class',
  description: 'Any of the lines, all of them, or some but not all are of these classes.',
  parameters: {
    in: { kind: 'list', of: { kind: 'text' } },
    lines: { kind: 'choice', of: ['ANY', 'ALL', 'MIXED'], optional: true },
  },
  holds: ({ lines }, given) => {
    const of = lines.filter((line) => given.in.includes(line.goodsClass)).length;
    return given.lines === 'ALL' ? of === lines.length : given.lines === 'MIXED' ? of > 0 && of < lines.length : of > 0;
  },
});
