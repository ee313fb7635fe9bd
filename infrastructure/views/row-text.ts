import type { ViewName, ViewRows } from '../../application/ports/views.ts'
import { fromJson, markedPosition, plainFromJson } from './json-row.ts'

/** How a view's rows are written and read. */
export interface RowText<Row> {
  readonly write: (row: Row) => string
  readonly read: (text: string) => Row
}

export const rowTexts: { readonly [View in ViewName]: RowText<ViewRows[View]> } = {
  dashboard: { write: JSON.stringify, read: plainFromJson },
  // The one that holds a position.
  accountDirectory: {
    write: (row) => JSON.stringify({ ...row, provisioned: markedPosition(row.provisioned) }),
    read: fromJson,
  },
  history: { write: JSON.stringify, read: plainFromJson },
}
