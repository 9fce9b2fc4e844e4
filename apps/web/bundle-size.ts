/**
 * Prints the gzipped size of the JavaScript that each page loads at first, from the statistics that `next build` has
 * written. Exits with code 1 if a page is over the budget. Run it after a build: `npm run size -w @chime/web`.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const budgetKb = 220
const folder = import.meta.dirname

const stats = z
  .array(z.object({ route: z.string(), firstLoadChunkPaths: z.array(z.string()) }))
  .parse(JSON.parse(await readFile(path.join(folder, '.next/diagnostics/route-bundle-stats.json'), 'utf8')))

const gzipped = new Map<string, Promise<number>>()

function sizeOf(chunk: string): Promise<number> {
  const known = gzipped.get(chunk) ?? readFile(path.join(folder, chunk)).then((bytes) => gzipSync(bytes).length)
  gzipped.set(chunk, known)
  return known
}

for (const { route, firstLoadChunkPaths } of stats) {
  const sizes = await Promise.all(firstLoadChunkPaths.map(sizeOf))
  const kb = sizes.reduce((sum, bytes) => sum + bytes, 0) / 1000
  console.log(`${kb.toFixed(1).padStart(7)} KB  ${route}${kb > budgetKb ? `  over the ${budgetKb} KB budget` : ''}`)
  if (kb > budgetKb) process.exitCode = 1
}
