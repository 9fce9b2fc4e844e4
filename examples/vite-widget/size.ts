/**
 * Prints what a visitor loads, gzipped: with the page, and when the chat is opened. `npm run size`, after
 * `npm run build`.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }

const dist = new URL('dist/', import.meta.url)
// Vite writes it, and its documentation says what is in it.
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>

/** The files of a chunk and of all that it imports from the start. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (!chunk) throw new Error(`The build has no ${name}`)
  if (found.has(chunk.file)) return found
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file)
  for (const imported of chunk.imports ?? []) filesOf(imported, found)
  return found
}

const kb = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000

const page = filesOf('index.html')
const opened = filesOf('src/panel.tsx', new Set(page))
console.log(`with the page: ${kb(page).toFixed(1)} KB`)
console.log(`when the chat is open: ${kb(opened).toFixed(1)} KB`)
