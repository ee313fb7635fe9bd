/**
 * Loaded into a cabinet before anything else, by tests alone: its clock stands so many milliseconds later than the
 * machine's, as the environment says, and is moved on by a message.
 */
let later = Number(process.env['LATER_MS'] ?? 0)

const machine = Date.now.bind(Date)
Date.now = () => machine() + later

process.on('message', (told) => {
  if (typeof told !== 'object' || told === null || !('later' in told)) return
  later += Number(told.later)
  process.send?.('moved')
})
