// Text for HTML: nothing of it is read as markup, in elements and in quoted attributes.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string | number): string => String(text).replace(/[&<>"']/g, character => ENTITIES[character]!)
