/** What may be told of a failure to logs and staff: its kind. A message could carry what it was about. */
export const wordOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error')
