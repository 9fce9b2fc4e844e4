import { defineConfig } from 'drizzle-kit'

// `casing` must be the same here and in driver.ts: the schema leaves its columns unnamed.
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/schema/index.ts',
  out: './migrations',
  casing: 'snake_case',
})
