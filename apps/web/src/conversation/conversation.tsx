'use client'

// biome-ignore lint/performance/noBarrelFile: it is a part that is fetched on its own: see `shell/lazy-parts.tsx`
export { Conversation } from '@chime/ui/connected'
