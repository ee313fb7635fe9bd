import { enterAsPerson } from './enter-as-person.ts'
import { anyPersonWish } from './person-wishes.ts'
import type { Writer } from './writer.ts'

/** Signs in with a Profile that no account is entered with, and changes what only its owner can. */
export const visitAsPerson = async ({
  client,
  ledger,
  chance,
  isOver,
}: Omit<Writer, 'keepsAnswers'>): Promise<'unknown' | 'done'> => {
  const person = chance.pickFrom(ledger.people)
  if (person === undefined) return 'done'
  const session = await enterAsPerson(client, ledger, person)
  // Somebody has just changed the password, or too many codes were sent.
  if (typeof session === 'string') return session === 'unknown' ? 'unknown' : 'done'
  for (let left = chance.between(1, 4); left > 0 && !isOver(); left -= 1) {
    const wish = anyPersonWish(person, chance, ledger)
    ledger.wishes.push(wish)
    const answer = await client.send(wish, session.cookie)
    if (answer === null) return 'unknown'
    if (answer.status === 401) return 'done'
  }
  if (chance.isLucky(0.5) && !isOver()) await client.leave(session)
  return 'done'
}
