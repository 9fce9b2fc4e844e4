/**
 * What only runs in Node, Bun and Deno.
 *
 * @module @chime/client/node
 */
export { fileStorage } from './file-storage.ts'
