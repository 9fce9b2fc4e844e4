import { supportSession } from '../../chat/chime.ts'
import { SupportChat } from '../../chat/support-chat.tsx'
import { requireShopUser } from '../../shop/session.ts'

export default async function Support() {
  const user = await requireShopUser()
  return (
    <main className="help">
      <h1>Help, {user.name.split(' ')[0]}?</h1>
      <div className="chat-frame">
        <SupportChat {...(await supportSession(user))} />
      </div>
    </main>
  )
}
