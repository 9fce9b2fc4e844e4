'use server'

import { redirect } from 'next/navigation'
import { endSession, startSession } from '../../shop/session.ts'
import { checkPassword } from '../../shop/users.ts'

export async function login(form: FormData): Promise<void> {
  const user = checkPassword(String(form.get('email')), String(form.get('password')))
  if (!user) redirect('/login?wrong')
  await startSession(user)
  redirect(user.staff ? '/desk' : '/support')
}

export async function logout(): Promise<void> {
  await endSession()
  redirect('/')
}
