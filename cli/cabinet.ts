import { runProgram } from './program.ts'

// What is kept is for its owner alone: every file made from here on, SQLite's own included.
process.umask(0o077)

// A reader that has gone away, as `cabinet … | head` does, is no error.
process.stdout.on('error', () => process.exit())

process.exitCode = await runProgram(process.argv, process.env)
