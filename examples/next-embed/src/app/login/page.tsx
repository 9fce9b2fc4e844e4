import { login } from './actions.ts'

export default async function Login({ searchParams }: { searchParams: Promise<{ wrong?: string }> }) {
  const { wrong } = await searchParams
  return (
    <main className="narrow">
      <h1>Log in</h1>
      <form action={login} className="form">
        <label>
          E-mail
          <input type="email" name="email" required autoComplete="username" />
        </label>
        <label>
          Password
          <input type="password" name="password" required autoComplete="current-password" />
        </label>
        {wrong !== undefined && <p role="alert">That is not right. Try ana@example.com with the password oolong.</p>}
        <button type="submit">Log in</button>
      </form>
    </main>
  )
}
