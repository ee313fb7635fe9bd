import { runProgram } from './program.ts'

// A reader that has gone away, as `cabinet … | head` does, is no error.
process.stdout.on('error', () => process.exit())

process.exitCode = await runProgram(process.argv, process.env)
