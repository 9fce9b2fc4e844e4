import type { Bar, Chart } from './result.ts'
import { formatNumber } from './table.ts'

const width = 720
const edge = 24
const row = 28
const barHeight = 16
const groupHead = 30
const groupGap = 10
/** The space after a bar, for its value and ratio. */
const valueWidth = 128
/** The mean width of a bold letter in Inter and similar fonts, at 13 px. */
const letterWidth = 8.2
const labelMax = 300

/** The colours of all pictures in docs/. Light or dark follows the reader's system. */
const style = `
    .ground { fill: #fbfbfd } .title { fill: #1c2230; font-size: 16px; font-weight: 600 } .unit { fill: #5c6473; font-size: 12px }
    .group { fill: #1c2230; font-weight: 600 } .label { fill: #1c2230 } .ours { font-weight: 600 } .value { fill: #1c2230; font-variant-numeric: tabular-nums }
    .ratio { fill: #5c6473 } .bar { fill: #c3c9d6 } .bar-ours { fill: #5a67d8 } .axis { stroke: #c9ced8 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #14161c } .title, .group, .label, .value { fill: #eceef4 } .unit, .ratio { fill: #a3abbb }
      .bar { fill: #4a5164 } .bar-ours { fill: #8b97ff } .axis { stroke: #3a4050 }
    }`

/** Draws horizontal bars with their values and ratios. They are readable at a width of 700 pixels, in light and dark. */
export function drawChart(title: string, chart: Chart): string {
  const bars = chart.groups.flatMap((group) => group.bars)
  const longest = Math.max(...bars.map(({ label }) => label.length))
  const left = edge + Math.min(labelMax, Math.ceil(longest * letterWidth)) + 14
  const barWidth = width - edge - valueWidth - left
  const most = Math.max(...bars.map(({ value }) => value))
  const parts: string[] = []
  let y = 76
  for (const group of chart.groups) {
    if (group.label !== '') parts.push(text(edge, y + 16, 'group', group.label))
    y += group.label === '' ? 0 : groupHead
    const scale = barWidth / (chart.ownScale ? Math.max(...group.bars.map(({ value }) => value)) : most)
    const reference = group.bars.find(({ label }) => label === chart.ratioTo)?.value
    parts.push(`<path class="axis" d="M${left} ${y - 2}V${y + group.bars.length * row - 4}"/>`)
    for (const bar of group.bars) {
      parts.push(drawBar(bar, { left, y, length: bar.value * scale, reference }))
      y += row
    }
    y += groupGap
  }
  const height = y + 8
  const direction = chart.better === 'lower' ? 'shorter is better' : 'longer is better'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t d">
  <title id="t">${escapeXml(title)}</title>
  <desc id="d">${escapeXml(describe(chart))}</desc>
  <style>${style}
  </style>
  <rect class="ground" width="${width}" height="${height}" rx="16"/>
  ${text(edge, 38, 'title', title)}
  ${text(edge, 58, 'unit', `${chart.unit} · ${direction}`)}
  ${parts.join('\n  ')}
</svg>
`
}

function drawBar(bar: Bar, at: { left: number; y: number; length: number; reference: number | undefined }): string {
  const { left, y, reference } = at
  // Even the smallest value gets a visible bar.
  const length = Math.max(2, Math.round(at.length))
  const middle = y + barHeight - 3.5
  const end = left + length + 8
  const value = formatNumber(bar.value)
  const ratio = reference === undefined ? '' : `<tspan class="ratio" dx="6">${times(bar.value / reference)}</tspan>`
  return [
    `<text class="label${bar.ours ? ' ours' : ''}" x="${left - 10}" y="${middle}" text-anchor="end">${escapeXml(bar.label)}</text>`,
    `<rect class="${bar.ours ? 'bar-ours' : 'bar'}" x="${left}" y="${y}" width="${length}" height="${barHeight}" rx="3"/>`,
    `<text class="value${bar.ours ? ' ours' : ''}" x="${end}" y="${middle}">${value}${ratio}</text>`,
  ].join('')
}

const times = (ratio: number): string => `${formatNumber(ratio, 2)}×`

const text = (x: number, y: number, name: string, content: string): string =>
  `<text class="${name}" x="${x}" y="${y}">${escapeXml(content)}</text>`

/** The same figures as text, one sentence for each group, for readers who do not see the chart. */
function describe({ unit, groups }: Chart): string {
  const sentences = groups.map(
    ({ label, bars }) => `${label}: ${bars.map((bar) => `${bar.label} ${formatNumber(bar.value)}`).join(', ')}.`,
  )
  return `${unit}. ${sentences.join(' ')}`
}

const escapeXml = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
