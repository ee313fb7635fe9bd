/** The words of a text: tables that are read as a page, not as a column. */
export const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')
