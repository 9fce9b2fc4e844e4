// Writes docs/benchmarks.md and its charts from the saved results of the benchmarks.
// Run: npm run bench -- report
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { writeDocument } from './report/document.ts'
import { resultsFolder } from './report/report.ts'
import type { Kept } from './report/result.ts'
import { drawChart } from './report/svg.ts'

const page = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))
const pictures = fileURLToPath(new URL('../docs/benchmarks/', import.meta.url))

const names = (await readdir(resultsFolder)).filter((name) => name.endsWith('.json')).sort()
const results: Kept[] = []
for (const name of names) results.push(JSON.parse(await readFile(`${resultsFolder}${name}`, 'utf8'))) // `report` wrote it

await mkdir(pictures, { recursive: true })
for (const { name, title, chart } of results)
  if (chart) await writeFile(`${pictures}${name}.svg`, drawChart(title, chart))
const before = await readFile(page, 'utf8').catch(() => '')
await writeFile(page, writeDocument(results, before))
console.log(`docs/benchmarks.md has ${results.length} benchmarks: ${results.map(({ name }) => name).join(', ')}`)
