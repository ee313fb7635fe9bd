// A process that builds views and is killed in the middle of it: node killed-process.ts DIRECTORY
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { sealedSmall } from './small-events.ts'

const [, , directory = ''] = process.argv
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const build = viewsShelf(directory, quiet).build('log-1', 'v1', 0)
for (let taken = 0; taken < 20; taken += 1) await build.take(sealedSmall(taken * 500, 500))
process.stdout.write('building\n')
// Whoever reads this line kills the process.
setInterval(() => {}, 1000)
