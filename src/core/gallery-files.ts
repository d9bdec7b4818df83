// What a gallery written down is called, so that whoever erases somebody finds it beside the store.

/** For what a space is told apart by in a file's name. */
export const galleryFileName = (mark: string): string => `gallery-${mark}.snapshot`

/** Also a draft of one. */
export const isGalleryFile = (name: string): boolean => /^gallery-.*\.snapshot/.test(name)
