import { defineConfig, loadEnv } from 'vite'
import { chat } from './server/chat.ts'

/** The page and, at /chat, its server: in `vite` and in `vite preview`. */
export default defineConfig(({ mode }) => {
  const { CHIME_URL, CHIME_KEY, CHIME_AGENTS = '' } = loadEnv(mode, import.meta.dirname, 'CHIME_')
  const server = () => {
    if (!CHIME_URL || !CHIME_KEY) throw new Error('CHIME_URL and CHIME_KEY are not set: see README.md')
    return chat({ url: CHIME_URL, key: CHIME_KEY, agents: CHIME_AGENTS.split(',').filter(Boolean) })
  }
  return {
    plugins: [
      {
        name: 'chat',
        configureServer: ({ middlewares }) => void middlewares.use('/chat', server()),
        configurePreviewServer: ({ middlewares }) => void middlewares.use('/chat', server()),
      },
    ],
    // One React for the page and for @chime/ui.
    resolve: { dedupe: ['react', 'react-dom'] },
    build: {
      manifest: true,
      // What the colours of @chime/ui need. For older browsers, Vite would write its rules out at length.
      cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // tRPC does not say so itself. Of its client only the class of errors is used.
        treeshake: { moduleSideEffects: [{ test: /node_modules\/@trpc\//, sideEffects: false }] },
      },
    },
  }
})
