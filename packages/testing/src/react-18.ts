import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folders of React 18.3, by the name that they are imported with. The packages use React 19; a bundler that is given
 * these as aliases shows whether they work with the older one, too.
 */
export const react18 = {
  react: dirname(fileURLToPath(import.meta.resolve('react/package.json'))),
  'react-dom': dirname(fileURLToPath(import.meta.resolve('react-dom/package.json'))),
}
