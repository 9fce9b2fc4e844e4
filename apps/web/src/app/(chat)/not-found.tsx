import { MainPane } from '../../shell/main-pane.tsx'

/**
 * The response has status 404. The main pane reads the address itself and shows the same; from there it can go on to
 * other addresses without loading a new page.
 */
export default function ChatNotFound() {
  return <MainPane />
}
