// Each photo of a folder recognised by the others: is it its own person, whom else is it like, and do the others fare better without it.

import { dot, norm, referenceWeight } from '../core/template.ts'
import type { Template } from '../core/types.ts'

export interface FolderPhoto {
  readonly person: string
  readonly template: Template
  /** 0–100. */
  readonly quality: number
}

export interface LeftOutPhoto<Photo> {
  readonly photo: Photo
  /** To the person's other photos; undefined where there is no other. */
  readonly own: number | undefined
  /** Who else it is most like; undefined where there is nobody else. */
  readonly nearest: { readonly person: string; readonly similarity: number } | undefined
  /** How much more alike the person’s other photos are to each other without it, in the mean; undefined with fewer than three photos. */
  readonly othersGain: number | undefined
}

interface Person<Photo> {
  readonly name: string
  readonly photos: readonly Photo[]
  /** Weighted sum of the templates, as meanReference() weighs them. */
  readonly sum: Float32Array
  readonly mean: Float32Array
}

/** In the order of the photos. Hundreds of people take a moment; the time grows with photos × people. */
export function leaveOneOut<Photo extends FolderPhoto>(photos: readonly Photo[]): LeftOutPhoto<Photo>[] {
  const byName = new Map<string, Photo[]>()
  for (const photo of photos) byName.set(photo.person, [...(byName.get(photo.person) ?? []), photo])
  const people = [...byName].map(([name, own]): Person<Photo> => {
    const sum = weightedSum(own)
    return { name, photos: own, sum, mean: unit(sum) }
  })
  const personOf = new Map(people.map(person => [person.name, person]))
  return photos.map(photo => {
    const { vector } = photo.template
    const person = personOf.get(photo.person)!
    const own = person.photos.length > 1 ? dot(vector, unit(less(person.sum, photo))) : undefined
    let nearest: LeftOutPhoto<Photo>['nearest']
    for (const other of people) {
      if (other === person) continue
      const similarity = dot(vector, other.mean)
      if (!nearest || similarity > nearest.similarity) nearest = { person: other.name, similarity }
    }
    return { photo, own, nearest, othersGain: gainWithout(photo, person) }
  })
}

/** The mean similarity of the other photos to their own rest, without this photo less with it. */
function gainWithout(photo: FolderPhoto, { photos, sum }: Person<FolderPhoto>): number | undefined {
  const others = photos.filter(other => other !== photo)
  if (others.length < 2) return undefined
  const withoutIt = less(sum, photo)
  const gains = others.map(other => {
    const { vector } = other.template
    return dot(vector, unit(less(withoutIt, other))) - dot(vector, unit(less(sum, other)))
  })
  return gains.reduce((all, gain) => all + gain, 0) / gains.length
}

function weightedSum(photos: readonly FolderPhoto[]): Float32Array {
  const sum = new Float32Array(photos[0]!.template.vector.length)
  for (const photo of photos) {
    const { vector } = photo.template
    for (let i = 0; i < sum.length; i++) sum[i]! += referenceWeight(photo) * vector[i]!
  }
  return sum
}

const less = (sum: Float32Array, photo: FolderPhoto): Float32Array =>
  sum.map((value, i) => value - referenceWeight(photo) * photo.template.vector[i]!)

/** All zeros stay so: photos that cancel out are like nobody. */
function unit(vector: Float32Array): Float32Array {
  const length = norm(vector)
  return length < 1e-6 ? vector.fill(0) : vector.map(value => value / length)
}
