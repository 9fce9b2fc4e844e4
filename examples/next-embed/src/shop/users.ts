import 'server-only'

/** The shop's own users. A real shop has them in its database, with hashed passwords. */
export type ShopUser = { id: string; email: string; name: string; staff: boolean }

const users: (ShopUser & { password: string })[] = [
  { id: '101', email: 'ana@example.com', name: 'Ana Reis', staff: false, password: 'oolong' },
  { id: '102', email: 'bo@example.com', name: 'Bo Lindqvist', staff: false, password: 'sencha' },
  { id: '7', email: 'sam@kettle.example', name: 'Sam from Kettle', staff: true, password: 'keemun' },
]

export const findUser = (id: string): ShopUser | null => users.find((user) => user.id === id) ?? null

export const checkPassword = (email: string, password: string): ShopUser | null =>
  users.find((user) => user.email === email.trim().toLowerCase() && user.password === password) ?? null

/** Who answers customers. */
export const staff = (): ShopUser[] => users.filter((user) => user.staff)
