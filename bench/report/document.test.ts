import { expect, it } from 'vitest'
import { writeDocument } from './document.ts'
import type { Kept } from './result.ts'
import { drawChart } from './svg.ts'
import { formatNumber, printTable } from './table.ts'

const result: Kept = {
  name: 'thing',
  title: 'A thing',
  command: 'npm run bench -- thing',
  columns: ['way', 'µs'],
  rows: [
    ['theirs', 8.234],
    ['ours <&>', 1_234_567],
  ],
  goals: [
    { what: 'speed', goal: '≤ 1×', measured: '2×', met: false },
    { what: 'size', goal: '≤ 1×', measured: '0.5×', met: true },
  ],
  chart: {
    unit: 'µs',
    better: 'lower',
    ratioTo: 'theirs',
    groups: [
      {
        label: 'all',
        bars: [
          { label: 'theirs', value: 8 },
          { label: 'ours <&>', value: 2, ours: true },
        ],
      },
    ],
  },
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 4, os: 'an OS', node: '24.0.0' },
  date: '2026-01-02T03:04:05.000Z',
}

it('a document says of each goal what was measured and whether it was met, on what and when', () => {
  const text = writeDocument([result], '')
  expect(text).toMatch(/speed.*≤ 1×.*2×.*\*\*missed\*\*/)
  expect(text).toMatch(/size.*0\.5×.*met/)
  expect(text).toContain('`npm run bench -- thing` · a CPU, 2 cores, 4 GB, an OS, Node 24.0.0 · 2026-01-02')
  expect(text).toContain('](benchmarks/thing.svg)')
})

it('what was written by hand stays, the rest is written anew', () => {
  const first = writeDocument([result], '')
  const byHand = first.replace('<!-- kept: thing -->\n', '<!-- kept: thing -->\n\nWhy it is so.\n\n')
  const second = writeDocument([{ ...result, title: 'Another title' }], byHand)
  expect(second).toContain('<!-- kept: thing -->\n\nWhy it is so.\n\n<!-- end -->')
  expect(second).not.toContain('A thing')
  expect(writeDocument([{ ...result, title: 'Another title' }], second)).toBe(second)
})

it('a picture has its figures as text too, ratios to what it is compared with, and no markup from labels', () => {
  if (!result.chart) throw new Error('no chart')
  const picture = drawChart(result.title, result.chart)
  expect(picture).toContain('<title id="t">A thing</title>')
  expect(picture).toContain('theirs 8, ours &lt;&amp;&gt; 2.')
  expect(picture).toContain('0.25×')
  expect(picture).toContain('prefers-color-scheme: dark')
})

it('a table is aligned, figures to the right, with three digits at least', () => {
  expect(printTable(result.columns, result.rows).split('\n')).toEqual([
    '| way      |        µs |',
    '|----------|----------:|',
    '| theirs   |      8.23 |',
    '| ours <&> | 1,234,567 |',
  ])
  expect([0.001234, 12.345, 999.6, 1_000.4].map((value) => formatNumber(value))).toEqual([
    '0.00123',
    '12.3',
    '1,000',
    '1,000',
  ])
})
