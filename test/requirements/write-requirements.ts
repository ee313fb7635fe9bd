/** Writes `docs/requirements.md` from the names of the tests. */
import { writeFileSync } from 'node:fs'
import { namedTests } from './named-tests.ts'
import { requirementsDocument, requirementsTable } from './requirements-table.ts'

writeFileSync(requirementsDocument, requirementsTable(namedTests()))
