import { writeFileSync } from 'node:fs'

// Loaded into the server under fuzz: SIGWINCH collects garbage and writes down what memory remains. Nothing of the
// server itself is changed by it.
const file = process.env['FUZZ_MEMORY_FILE'] ?? ''
process.on('SIGWINCH', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  writeFileSync(file, JSON.stringify({ rss, heapUsed, external }))
})
