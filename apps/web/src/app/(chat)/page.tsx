import { paths } from '../../navigation/routes.ts'
import { requireSession } from '../../server/session.ts'
import { MainPane } from '../../shell/main-pane.tsx'

export default async function StartPage() {
  await requireSession(paths.start)
  return <MainPane />
}
