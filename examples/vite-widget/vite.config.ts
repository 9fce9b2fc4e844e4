import { defineConfig, loadEnv } from 'vite'
import { chat } from './server/chat.ts'

/** What the panel shares with parts that are loaded later comes in one file, and not in one for each of them. */
const shared = {
  name: 'shared',
  test: /(packages|@chime)\/ui\/|lucide-react|clsx|class-variance-authority/,
  minShareCount: 2,
  entriesAware: true,
  entriesAwareMergeThreshold: 20_000,
  includeDependenciesRecursively: false,
}

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
        output: { codeSplitting: { groups: [shared] } },
        // tRPC does not say so itself. Of its client only the class of errors is used.
        treeshake: { moduleSideEffects: [{ test: /node_modules\/@trpc\//, sideEffects: false }] },
      },
    },
  }
})
