import { defineConfig } from 'vitest/config'
import { totalsReporter } from '../totals-reporter.ts'

export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.example.ts'], reporters: ['default', totalsReporter(7)] },
})
