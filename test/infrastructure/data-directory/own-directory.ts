import * as E from 'fp-ts/lib/Either.js'
import { claimDataDirectory } from '../../../infrastructure/data-directory/claim-data-directory.ts'

// A process that owns a directory until it is killed.
const [directory = ''] = process.argv.slice(2)
const claimed = claimDataDirectory(directory)
process.stdout.write(`${E.isRight(claimed) ? 'owned' : claimed.left.kind}\n`)
setInterval(() => claimed, 60_000)
