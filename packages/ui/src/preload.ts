import { createContext } from 'react'

/**
 * Whether parts that are loaded when they are first used are fetched before, while the page is idle. Then they open at
 * once, even offline; without it a page loads only what it needs.
 */
export const PreloadContext = createContext(true)
