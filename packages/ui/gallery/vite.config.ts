import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/postcss'
import type { InlineConfig } from 'vite'

/** Serves the gallery; the screenshots and the browser tests start it with a free port of their own. */
const config: InlineConfig = {
  configFile: false,
  root: dirname(fileURLToPath(import.meta.url)),
  cacheDir: '../node_modules/.vite-gallery',
  css: { postcss: { plugins: [tailwind()] } },
  server: { host: '127.0.0.1', port: 0, open: false },
}

export default config
