import { notFound } from 'next/navigation'
import { deskSession } from '../../chat/chime.ts'
import { Desk } from '../../chat/desk.tsx'
import { requireShopUser } from '../../shop/session.ts'

export default async function DeskPage() {
  const user = await requireShopUser()
  if (!user.staff) notFound()
  return (
    <main className="help">
      <h1>The desk</h1>
      <div className="chat-frame">
        <Desk {...(await deskSession(user))} />
      </div>
    </main>
  )
}
