import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/postcss'
import type { InlineConfig, Plugin } from 'vite'
import { galleryNode } from './node.ts'

const root = dirname(fileURLToPath(import.meta.url))

/** Serves the gallery. The screenshots and the browser tests use it with ports of their own. */
export const galleryConfig = (node: Plugin): InlineConfig => ({
  configFile: false,
  root,
  cacheDir: '../node_modules/.vite-gallery',
  css: { postcss: { plugins: [tailwind()] } },
  plugins: [node],
  build: { rollupOptions: { input: [`${root}/index.html`, `${root}/embedded/index.html`] } },
  server: { host: '127.0.0.1', port: 0, open: false },
})

export default galleryConfig(galleryNode().plugin)
