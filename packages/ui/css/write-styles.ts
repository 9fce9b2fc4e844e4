import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/postcss'
import { transform } from 'lightningcss'
import postcss from 'postcss'
import { nest } from './nest.ts'
import { scope } from './scope.ts'

const source = fileURLToPath(new URL('embedded.css', import.meta.url))
const folder = fileURLToPath(new URL('../dist/', import.meta.url))

/** Builds `dist/styles.css`, the stylesheet that other apps import as `@chime/ui/styles.css`. */
export async function writeStyles(): Promise<void> {
  const made = await postcss([tailwind({ optimize: false })]).process(await readFile(source, 'utf8'), { from: source })
  const { code } = transform({ filename: 'styles.css', code: Buffer.from(nest(scope(made.css))), minify: true })
  await mkdir(folder, { recursive: true })
  // In one step: two apps may be built at the same time, and each of them writes and reads it.
  const written = `${folder}styles.${process.pid}.css`
  await writeFile(written, code)
  await rename(written, `${folder}styles.css`)
}
